/** The words of languages in a browser. English ones of the first screen come with the page, others are loaded. */
import type { Language } from '../settings/display.ts';
import { words as english } from './en/first.ts';
import type { WordsOfLanguage } from './words-of-language.ts';

type Loaded = Partial<WordsOfLanguage>;
const loaded = new Map<Language, Loaded>([['en', english]]);

/** From now on these words can be said. */
export function learn(language: Language, words: Loaded): void {
  loaded.set(language, { ...loaded.get(language), ...words });
}

/** What is said while the words of the language are not there is said in English. */
export const spoken = (language: Language): WordsOfLanguage =>
  ({ ...loaded.get('en'), ...loaded.get(language) }) as WordsOfLanguage;
