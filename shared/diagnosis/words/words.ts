/** A diagnosis in words, in every language. */
import { GERMAN_DIAGNOSIS } from './german.ts';
import { speak } from './say.ts';

speak('de', GERMAN_DIAGNOSIS);

export * from './say.ts';
