/** Every text of the dashboard in English. */
import { alerts } from './alerts';
import { common } from './common';
import { dashboard } from './dashboard';
import { devices } from './devices';
import { history } from './history';
import { plant } from './plant';
import { settings } from './settings';
import { start } from './start';

export const en = { ...alerts, ...common, ...dashboard, ...devices, ...history, ...plant, ...settings, ...start };
