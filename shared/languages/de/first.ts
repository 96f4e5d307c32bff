/** What the first screen says in German: the dashboard's texts, and how plants are. */
import type { FirstWords } from '../words-of-language.ts';
import { cards } from './dashboard/cards.ts';
import { common } from './dashboard/common.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { today } from './dashboard/today.ts';
import { diagnosis } from './diagnosis-words.ts';
import { metrics } from './metrics.ts';

export const texts = { ...cards, ...common, ...dashboard, ...today };
export const words: FirstWords = { diagnosis, metrics };
