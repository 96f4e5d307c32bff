/** The list for today over one plant, for tests: what is found about it is said by the test. */
import type { Chore } from '@plantops/shared/care/chores.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import type { Database } from '../db/pool.ts';
import { insertPlant } from '../db/repositories/plants.ts';
import { AlertList } from '../services/alerts/alert-list.ts';
import { ChangeBus } from '../services/bus/change-bus.ts';
import { DisplaySettings } from '../services/settings/display-settings.ts';
import { openToday } from '../services/today/open-today.ts';
import { silentLog } from './database.ts';
import { heardChanges } from './heard-changes.ts';

/** When the list is asked for, at first. */
export const NOON = '2026-03-08T12:00:00.000Z';

/** Monty, `plant_1`, who stands in Berlin. */
export async function todayOfOnePlant(database: Database) {
  const clock = new FakeClock(NOON);
  const bus = new ChangeBus(silentLog);
  const alerts = new AlertList({ database, bus });
  const display = new DisplaySettings(database);
  /** What is found about each plant; none: not judged yet. */
  const found = new Map<string, Diagnosis>();
  const due = new Map<string, Chore[]>();
  const upgrade = { isProposed: false };
  await insertPlant(database, 'plant_1', { name: 'Monty', species: null, thresholds: {} });
  const today = openToday({
    database,
    diagnoses: { of: (id) => found.get(id), withVerdicts: (plants) => Promise.resolve([...plants]) },
    alerts,
    display,
    intervals: { due: () => Promise.resolve(due) },
    isUpgradeProposed: () => upgrade.isProposed,
    timeZone: () => 'Europe/Berlin',
    bus,
    clock,
    log: silentLog,
  });
  /** The ids of what is to be done now. */
  const open = async (): Promise<string[]> => (await today.list.get('en')).tasks.map(({ id }) => id);
  return { ...today, clock, bus, alerts, display, found, due, upgrade, open, heard: heardChanges(bus) };
}
