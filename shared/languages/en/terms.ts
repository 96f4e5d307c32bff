/** Texts that stand in English beside what they describe, in English. */
import type { PageWords } from '../words-of-language.ts';

export const terms: PageWords['terms'] = {};
