/** Texts that stand beside what they describe, in the reader's language. */
import { spoken } from '#spoken';
import { type Language, perLanguage, type Words } from '../settings/display.ts';

/** As it was written in that language, or as the language's folder has it for the English one; in English else. */
export const inLanguage = (words: Words, language: Language): string =>
  words[language] ?? spoken(language).terms[words.en] ?? words.en;

export const inEveryLanguage = (words: Words): Record<Language, string> =>
  perLanguage((language) => inLanguage(words, language));
