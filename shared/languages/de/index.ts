/** All words in German, for the server. */
import type { WordsOfLanguage } from '../words-of-language.ts';
import { words as first } from './first.ts';
import { house } from './house.ts';

export const words: WordsOfLanguage = { ...first, house };
