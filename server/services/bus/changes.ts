import type { FlowFailure } from '@plantops/shared/flows/flow-failure.ts';
import type { Durability } from '@plantops/shared/api/durability.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { CarePlan, CareProgress } from '@plantops/shared/care/care-plan.ts';
import type { PlantQuestion } from '@plantops/shared/care/question.ts';
import type { ReadingEvent } from '@plantops/shared/events.ts';

interface OfPlants {
  plantIds: readonly string[];
}
interface OfDevices {
  deviceIds: readonly string[];
}

/** A group of settings, as the table `settings` names them. */
export type SettingsGroup = 'display' | 'notifications' | 'llm';

/**
 * The changes that more than one part of the server must know about, by name. Each part publishes its own changes once
 * they are in the database; it does not know who listens.
 */
export interface Changes {
  /** The shown data of plants changed: a name, a photo or the journal, or a plant is new. */
  plants_changed: OfPlants;
  /** What plants are judged by changed: their limits, or how the values of their devices become one. */
  thresholds_changed: OfPlants;
  /** Rooms are new, were renamed, moved or deleted. Their plants are told of by `plants_changed`. */
  rooms_changed: Record<string, never>;
  species_changed: OfPlants;
  /** A plant was removed and can be brought back. Its devices no longer have a plant; its open alerts were closed. */
  plant_removed: { plantId: string } & OfDevices;
  /** A plant was brought back, together with these devices. */
  plant_restored: OfPlants & OfDevices;
  /** A probe is calibrated otherwise, or values of these devices were made anew. The plants are theirs. */
  calibration_changed: OfDevices & OfPlants;
  /** Devices were registered, renamed, locked or unlocked. */
  devices_changed: OfDevices;
  /** A device was assigned to another plant, or to none. The plants are the old and the new one. */
  device_moved: OfDevices & OfPlants;
  /** A device was decommissioned. The plant is the one that it was assigned to. */
  device_removed: { deviceId: string } & OfPlants;
  /** A device's status, vitals or fault changed. */
  presence_changed: OfDevices;
  /** Boards with the account of a device were told apart by how long they say that they run. */
  boards_told_apart: OfDevices;
  /** What was noticed about devices changed. */
  findings_changed: OfDevices;
  /** Alerts were opened, closed or acknowledged, or the state of a message about them changed. */
  alerts_changed: { alertIds: readonly number[] };
  /** The owner acknowledged alerts, or took that back. */
  alerts_acknowledged: { alertIds: readonly number[] };
  /** The flows began or ceased to run as they should, or messages were set aside in them. */
  flows_changed: { state: Omit<FlowState, 'set_aside'> };
  /** Flows that were kept are recorded: as a new version, or as they are in the newest one. */
  flows_recorded: {
    /** The number of the newest version. */
    number: number;
    isNew: boolean;
    /** Whether anything but places of nodes is different from the version before. */
    isChanged: boolean;
    /** Whether it stays whatever it does. */
    isKept: boolean;
  };
  /** The flow engine ended because of the flows. */
  flows_crashed: { failure: FlowFailure };
  /** A check of the durability watch says something else than before. */
  checks_changed: { state: Durability };
  /** A mute was set, changed or ended by the owner. */
  mutes_changed: OfPlants;
  /** A mute expired. */
  mutes_ended: OfPlants;
  /** A message from a known device was rejected, and is kept with the reason. */
  message_rejected: { deviceId: string; at: Date; reason: string };
  /** A browser was logged in or out, or a token was made or revoked. */
  access_changed: Record<string, never>;
  settings_changed:
    | {
        group: 'notifications';
        fields: readonly string[];
        /** Names of channels among them. */ channels: readonly string[];
      }
    | { group: Exclude<SettingsGroup, 'notifications'>; fields: readonly string[] };
  /** New rows of `telemetry`, in the order of their batch, as live readers are told of them. */
  readings_stored: { readings: readonly ReadingEvent[] };
  /** History was imported, or taken back: readings of long ago are new, or gone. */
  readings_imported: OfPlants;
  /** Plants are judged otherwise: another level, other findings or requests, or another next watering. */
  diagnosis_changed: OfPlants;
  care_plan_stored: { plan: CarePlan };
  care_progressed: { progress: CareProgress };
  /** A question about a plant was asked, more of its answer came, or it was removed. */
  question_changed: { question: PlantQuestion | { id: number; plant_id: string; removed: true } };
  /** There is something else to do today than before, or something else was said of it. */
  today_changed: Record<string, never>;
  /** The database reported a change that another process, or someone using SQL, may have made. */
  database_changed: OfPlants & OfDevices;
  /** The database could not report changes for a while, so anything may have changed. */
  changes_missed: Record<string, never>;
  /** A backup was restored, so everything known before is invalid. */
  data_replaced: Record<string, never>;
}

export type ChangeName = keyof Changes;
