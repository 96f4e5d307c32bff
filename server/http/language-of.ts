import type { Language } from '@plantops/shared/settings/display.ts';
import type { Request } from 'express';

/** The language that the browser asks for. A script that asks for none accepts any, and gets English. */
export const languageOf = (request: Request): Language => (request.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en');
