/** The words of all languages, wherever they are at hand. A browser loads its own: see `spoken-later.ts`. */
import type { Language } from '../settings/display.ts';
import { words as de } from './de/index.ts';
import { words as en } from './en/index.ts';
import { words as es } from './es/index.ts';
import { words as fr } from './fr/index.ts';
import type { WordsOfLanguage } from './words-of-language.ts';

const WORDS: Readonly<Record<Language, WordsOfLanguage>> = {
  en,
  de,
  es,
  fr,
};

export const spoken = (language: Language): WordsOfLanguage => WORDS[language];
