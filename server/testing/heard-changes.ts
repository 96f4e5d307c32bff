/** What is published on a bus, in tests. */
import type { ChangeBus } from '../services/bus/change-bus.ts';
import type { ChangeName } from '../services/bus/changes.ts';

const NAMES: Record<ChangeName, true> = {
  plants_changed: true,
  rooms_changed: true,
  diagnosis_changed: true,
  thresholds_changed: true,
  species_changed: true,
  plant_removed: true,
  plant_restored: true,
  calibration_changed: true,
  devices_changed: true,
  device_moved: true,
  device_removed: true,
  presence_changed: true,
  boards_told_apart: true,
  findings_changed: true,
  alerts_changed: true,
  alerts_acknowledged: true,
  flows_changed: true,
  flows_recorded: true,
  flows_crashed: true,
  mutes_changed: true,
  mutes_ended: true,
  message_rejected: true,
  settings_changed: true,
  readings_stored: true,
  readings_imported: true,
  care_plan_stored: true,
  care_progressed: true,
  question_changed: true,
  today_changed: true,
  access_changed: true,
  database_changed: true,
  changes_missed: true,
  checks_changed: true,
  data_replaced: true,
};

/** All changes from now on, in order, each with its name. The list grows. */
export function heardChanges(bus: ChangeBus): [ChangeName, unknown][] {
  const heard: [ChangeName, unknown][] = [];
  for (const name of Object.keys(NAMES) as ChangeName[]) bus.on(name, (change) => heard.push([name, change]));
  return heard;
}
