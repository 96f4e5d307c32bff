import type { Words } from '../api/generated';
import { preferences } from './preferences';

/** A text that the server has in every language, in the owner's. */
export const inLanguage = (words: Words): string => words[preferences.language];
