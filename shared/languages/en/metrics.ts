import type { FirstWords } from '../words-of-language.ts';

/** What metrics are called in English stands with each of them, in `shared/metrics.ts`. */
export const metrics: FirstWords['metrics'] = {};
