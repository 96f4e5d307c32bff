/** The texts of the first screen in German. */
import { cards } from './cards';
import { common } from './common';
import { dashboard } from './dashboard';
import { flows } from './flows';
import { today } from './today';

export const first = { ...cards, ...common, ...dashboard, ...flows, ...today };
