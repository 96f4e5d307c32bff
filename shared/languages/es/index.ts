/** All words in Spanish, for the server. */
import type { WordsOfLanguage } from '../words-of-language.ts';
import { words as first } from './first.ts';
import { pages } from './pages.ts';
import { server } from './server.ts';

export const words: WordsOfLanguage = { ...first, ...pages, ...server };
