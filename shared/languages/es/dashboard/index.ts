/** All texts of the dashboard in Spanish. */
import { texts as first } from '../first.ts';
import { access } from './access.ts';
import { addDevice } from './add-device.ts';
import { advisor } from './advisor.ts';
import { alerts } from './alerts.ts';
import { care } from './care.ts';
import { compare } from './compare.ts';
import { devices } from './devices.ts';
import { dryRun } from './dry-run.ts';
import { flowVersions } from './flow-versions.ts';
import { flows } from './flows.ts';
import { history } from './history.ts';
import { homeAssistant } from './home-assistant.ts';
import { importing } from './import.ts';
import { place } from './place.ts';
import { plant } from './plant.ts';
import { questions } from './questions.ts';
import { rooms } from './rooms.ts';
import { selection } from './selection.ts';
import { settings } from './settings.ts';
import { start } from './start.ts';
import { system } from './system.ts';
import { wall } from './wall.ts';
import { ways } from './ways.ts';
import { year } from './year.ts';

export const texts = {
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
  ...flows,
  ...history,
  ...homeAssistant,
  ...importing,
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

/** What else pages say. */
export { pages as words } from '../pages.ts';
