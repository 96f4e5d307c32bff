/** What the owner can do on the spot about what is asked for. The judge asks; here it only finds its button. Pure. */
import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import type { Plant } from '../../api/generated';
import { mainFinding } from '../verdict-words';

/** Where an ask is followed: an entry in the journal, a part of this page, the dialog of the plant, or its care plan. */
export type ActionPlace = 'watering' | 'fertilizing' | 'repotting' | 'devices' | 'ranges' | 'details' | 'care';

/** What is not named here is explained in the care plan. */
const PLACES: Partial<Record<Ask, ActionPlace>> = {
  water_now: 'watering',
  water_when_due: 'watering',
  water_after_frost: 'watering',
  water_thoroughly: 'watering',
  feed: 'fertilizing',
  repot: 'repotting',
  check_sensor: 'devices',
  put_probe_back: 'devices',
  check_probes: 'devices',
  charge_battery: 'devices',
  check_limits: 'ranges',
  name_species: 'details',
};

/**
 * Where the first thing that is asked for is done: of the finding that says how the plant is, else of all of them.
 * @returns undefined where nothing is asked for: then the next watering is what comes next
 */
export function actionPlace({ verdict }: Pick<Plant, 'verdict'>): ActionPlace | undefined {
  if (!verdict || verdict.level === 'well') return undefined;
  const own = mainFinding({ verdict })?.asks.find((ask) => verdict.asks.includes(ask));
  const ask = own ?? verdict.asks[0];
  return ask && (PLACES[ask] ?? 'care');
}
