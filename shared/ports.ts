/**
 * What the nodes need from their host. The server implements these interfaces and injects them as
 * `RED.settings.plantops`; tests supply in-memory versions. Nodes import nothing from the server. The interfaces stand in
 * `ports/`, one file for each subject.
 */
import type { Clock } from './clock.ts';
import type { Batches } from './flows/batches.ts';
import type { MessageInbox } from './ports/inbox.ts';
import type { NodeHealth, Wires } from './ports/nodes.ts';
import type { DeviceClocks, DeviceCommands, DeviceDirectory, DeviceRegistrar } from './ports/devices.ts';
import type { GatewaySensors } from './ports/gateways.ts';
import type { ReadingStore, RejectionStore } from './ports/readings.ts';
import type { Presence } from './ports/presence.ts';
import type { Findings } from './ports/findings.ts';
import type { PlantReviews, PlantValues } from './ports/judging.ts';
import type { AlertStates } from './ports/alerts.ts';
import type { Outbox } from './ports/notices.ts';
import type { RequestGateway } from './ports/flow-requests.ts';
import type { CarePlans, LanguageModel } from './ports/care.ts';

export * from './ports/inbox.ts';
export * from './ports/nodes.ts';
export * from './ports/devices.ts';
export * from './ports/gateways.ts';
export * from './ports/readings.ts';
export * from './ports/presence.ts';
export * from './ports/findings.ts';
export * from './ports/judging.ts';
export * from './ports/alerts.ts';
export * from './ports/notices.ts';
export * from './ports/flow-requests.ts';
export * from './ports/care.ts';

/** Everything the host injects. */
export interface PlantOpsServices {
  /** Why the services cannot be reached just now, in a few words for a node's status; undefined if they can. */
  trouble?(): string | undefined;
  clock: Clock;
  /** Paces what nodes show of themselves: the time of whoever looks on, also where `clock` shows that of old readings. */
  statusClock: Clock;
  /**
   * Shortest time between two messages about the same plant and metric, in seconds. The owner may change it at any
   * time.
   */
  alertCooldownS(): number;
  heartbeatIntervalS: number;
  health: NodeHealth;
  wires: Wires;
  /** Absent where all messages travel singly. */
  batches?: Batches;
  inbox: MessageInbox;
  directory: DeviceDirectory;
  clocks: DeviceClocks;
  readings: ReadingStore;
  rejections: RejectionStore;
  presence: Presence;
  commands: DeviceCommands;
  plantValues: PlantValues;
  findings: Findings;
  sensors: GatewaySensors;
  alerts: AlertStates;
  reviews: PlantReviews;
  outbox: Outbox;
  registrar: DeviceRegistrar;
  requests: RequestGateway;
  llm: LanguageModel;
  carePlans: CarePlans;
}
