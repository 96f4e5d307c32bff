import type { CarePlan, CareProgress } from '@plantops/shared/care/care-plan.ts';
import type { Reading } from '@plantops/shared/messages.ts';

interface OfPlants {
  plantIds: readonly string[];
}
interface OfDevices {
  deviceIds: readonly string[];
}

/** A group of settings, as the table `settings` names them. */
export type SettingsGroup = 'display' | 'notifications' | 'llm';

/**
 * What can happen that more than one room must know of, by name. A room publishes what it has changed, after the
 * database has it; it does not know who listens.
 */
export interface Changes {
  /** What is shown of plants is different: a name, a photo, the journal, or a plant that is new. */
  plants_changed: OfPlants;
  thresholds_changed: OfPlants;
  species_changed: OfPlants;
  /** Removed, and can be brought back. Its devices have no plant now; its open alerts were ended with it. */
  plant_removed: { plantId: string } & OfDevices;
  /** Brought back, with these devices. */
  plant_restored: OfPlants & OfDevices;
  /** Registered, renamed, locked or unlocked. */
  devices_changed: OfDevices;
  /** Assigned to another plant, or to none. The plants are those that it left and came to. */
  device_moved: OfDevices & OfPlants;
  /** Decommissioned. The plant is the one that it measured for. */
  device_removed: { deviceId: string } & OfPlants;
  /** A device's status, vitals or fault is different. */
  presence_changed: OfDevices;
  /** Alerts were opened, ended or seen, or a message about them has fared on. */
  alerts_changed: { alertIds: readonly number[] };
  /** A mute was set, changed or ended by the owner. */
  mutes_changed: OfPlants;
  /** A mute ran out. */
  mutes_ended: OfPlants;
  /** A message of a known device did not fit, and is kept with the reason. */
  message_rejected: { deviceId: string; at: Date; reason: string };
  settings_changed:
    | {
        group: 'notifications';
        fields: readonly string[];
        /** Names of channels among them. */ channels: readonly string[];
      }
    | { group: Exclude<SettingsGroup, 'notifications'>; fields: readonly string[] };
  /** New rows of `telemetry`, in the order of their batch. */
  readings_stored: { readings: readonly Reading[] };
  care_plan_stored: { plan: CarePlan };
  care_progressed: { progress: CareProgress };
  /** The database told of a change that may have been made by another process, or by hand. */
  database_changed: OfPlants & OfDevices;
  /** The database could not tell of changes for a while: anything may have changed. */
  changes_missed: Record<string, never>;
  /** A backup was restored: nothing holds that was known before. */
  data_replaced: Record<string, never>;
}

export type ChangeName = keyof Changes;
