import type { Words } from '../api/generated';
import { preferences } from './preferences';

/** The owner's language version of a text that the server provides in every language. */
export const inLanguage = (words: Words): string => words[preferences.language];
