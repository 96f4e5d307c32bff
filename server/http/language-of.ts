import { type Language, LANGUAGES } from '@plantops/shared/settings/display.ts';
import type { Request } from 'express';

/** The language that the browser asks for. A script that asks for none accepts any, and gets the first: English. */
export const languageOf = (request: Request): Language => {
  const wanted = request.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((language) => language === wanted) ?? 'en';
};
