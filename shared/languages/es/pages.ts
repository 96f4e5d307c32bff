/** What pages beyond the first screen say in Spanish, besides the dashboard's texts. */
import type { PageWords } from '../words-of-language.ts';
import { causes } from './causes.ts';
import { findings } from './findings.ts';
import { terms } from './terms.ts';

export const pages: PageWords = { findings, causes, terms };
