import { inLanguage as wordsIn } from '@plantops/shared/languages/terms.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import { preferences } from './preferences';

/** The owner's language version of a text that the server provides in every language. */
export const inLanguage = (words: Words): string => wordsIn(words, preferences.language);
