/** All texts of the dashboard in German. */
import { access } from './access';
import { addDevice } from './add-device';
import { advisor } from './advisor';
import { alerts } from './alerts';
import { care } from './care';
import { common } from './common';
import { compare } from './compare';
import { dashboard } from './dashboard';
import { devices } from './devices';
import { dryRun } from './dry-run';
import { flowVersions } from './flow-versions';
import { flows } from './flows';
import { history } from './history';
import { place } from './place';
import { plant } from './plant';
import { questions } from './questions';
import { settings } from './settings';
import { start } from './start';
import { system } from './system';
import { ways } from './ways';

export const de = {
  ...access,
  ...addDevice,
  ...advisor,
  ...alerts,
  ...care,
  ...common,
  ...compare,
  ...dashboard,
  ...devices,
  ...dryRun,
  ...flows,
  ...flowVersions,
  ...history,
  ...place,
  ...plant,
  ...questions,
  ...settings,
  ...start,
  ...system,
  ...ways,
};
