/** All texts of the dashboard in German. */
import { access } from './access';
import { addDevice } from './add-device';
import { advisor } from './advisor';
import { alerts } from './alerts';
import { care } from './care';
import { compare } from './compare';
import { devices } from './devices';
import { dryRun } from './dry-run';
import { first } from './first';
import { flowVersions } from './flow-versions';
import { history } from './history';
import { place } from './place';
import { plant } from './plant';
import { questions } from './questions';
import { rooms } from './rooms';
import { selection } from './selection';
import { settings } from './settings';
import { start } from './start';
import { system } from './system';
import { wall } from './wall';
import { ways } from './ways';
import { year } from './year';

export const de = {
  ...first,
  ...access,
  ...addDevice,
  ...advisor,
  ...alerts,
  ...care,
  ...compare,
  ...devices,
  ...dryRun,
  ...flowVersions,
  ...history,
  ...place,
  ...plant,
  ...questions,
  ...rooms,
  ...selection,
  ...settings,
  ...start,
  ...system,
  ...wall,
  ...ways,
  ...year,
};
