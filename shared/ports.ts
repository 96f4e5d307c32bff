/**
 * What the nodes need from their host. The server implements these interfaces and injects them as
 * `RED.settings.plantops`; tests supply in-memory versions. Nodes import nothing from the server.
 */
import type { Clock } from './clock.ts';
import type { Language } from './settings/display.ts';
import type { Batches } from './flows/batches.ts';
import type { DeviceId, PlantId } from './glossary.ts';
import type { DeviceCredentials, DeviceKind, RegisterDevice } from './api/devices.ts';
import type { Calibrations } from './calibration.ts';
import type { CareAdvice, CareContext, CarePlan } from './care/care-plan.ts';
import type { CareReason, CareStep, LlmProvider } from './care/care-words.ts';
import type { Evidence } from './findings/finding-kind.ts';
import type { FindingCode } from './findings/kinds.ts';
import type { Combine, PlantValue } from './judging/combine.ts';
import type { HeartbeatPayload, Reading, Rejection } from './messages.ts';
import type { Metric, MetricValues } from './metrics.ts';
import type { Thresholds } from './thresholds.ts';
import type { MessageKind } from './topics.ts';

/** A message from the broker. `delivery` identifies it until it is acknowledged; the message itself may be cloned. */
export interface IncomingMessage {
  delivery: number;
  kind: MessageKind;
  deviceId: DeviceId;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

/** A message that another one was divided into, as a device of its own would have published it. */
export type MessagePart = Pick<IncomingMessage, 'kind' | 'deviceId' | 'topic' | 'payload'>;

/**
 * Messages from the broker with deferred acknowledgement. A message that ends in the flow without being acknowledged is
 * set aside; a node that means it must say that it lets it go.
 */
export interface MessageInbox {
  /**
   * Passes every message of `kind` to `handler` of this node, in order and those together that have come together, until
   * the returned function is called. Messages passed on earlier that no node held or acknowledged come first, because a
   * deploy may have swallowed them.
   * @throws Error if another node already takes this kind: each message may be passed to only one node
   */
  consume(
    kind: MessageKind,
    node: { id: string; type: string },
    handler: (messages: readonly IncomingMessage[]) => void,
  ): () => void;
  /** Called by a node that takes responsibility for the message and will acknowledge it. */
  hold(delivery: number): void;
  /** Called by the node that held the message when it passes it to another node, which will hold or acknowledge it. */
  handOn(delivery: number): void;
  /**
   * Makes several messages of one, as a gateway says several things at once. Each has a delivery of its own, which is
   * followed like any other; the broker may forget the whole once all of them are answered for. Without parts, or for a
   * message that is not known (any more), nothing changes.
   * @returns the deliveries of the parts, in their order
   */
  divide(delivery: number, node: { id: string; type: string }, parts: readonly MessagePart[]): number[];
  /** The message is safe, so the broker may forget it. Unknown or stale deliveries are ignored. */
  acknowledge(delivery: number): void;
  /** The message is not wanted, so the broker may forget it; it is counted with the node and the reason. */
  letGo(delivery: number, node: { id: string }, reason: string): void;
  status(): { connected: boolean; inFlight: number };
}

/** What the pipeline must know about a device; kept in memory. */
export interface DeviceContext {
  deviceId: DeviceId;
  name: string | null;
  /** undefined where nobody knows the devices. */
  kind?: DeviceKind;
  /** The gateway that speaks for it; null for one that has credentials. */
  via?: DeviceId | null;
  /** Of its probes; absent if none is calibrated. */
  calibrations?: Calibrations | undefined;
  plant: { id: PlantId; name: string; thresholds: Thresholds; combine?: Combine | undefined } | null;
}

/** Which nodes could not start. */
export interface NodeHealth {
  failing(node: { id: string }, problem: string): void;
  /** The node runs, or is gone. */
  well(node: { id: string }): void;
}

/** What is known of the wires that lead to a node. */
export interface Wires {
  /**
   * Whether all messages that can reach the node come from nodes that say what they send, over nodes that pass messages
   * on as they are. Then their types are what the wires say, and need no check.
   */
  promise(node: { id: string }): boolean;
}

export interface DeviceDirectory {
  /**
   * Set where nobody knows the devices: outside of PlantOps, without a server. Then any device counts as known, and what
   * its readings are judged by is on the message or in the node's settings.
   */
  readonly takesAny?: true;
  /** Looks in memory; undefined for a device that is not known (yet). */
  find(deviceId: DeviceId): DeviceContext | undefined;
  /**
   * Asks the database, because another process may have just registered the device. Waits while the database is down.
   */
  lookUp(deviceId: DeviceId): Promise<DeviceContext | undefined>;
}

/** Where a reading belongs in time. */
export interface ClockVerdict {
  /** When it was measured, or when it was received if the device's clock says nothing. */
  time: Date;
  /** The device sent no time, or one that cannot be right. */
  clockWrong: boolean;
  /** By how much the device's clock is behind, negative if ahead (ms); `time` is corrected by it. */
  offsetMs?: number;
}

/** The clocks of devices, which may be off. */
export interface DeviceClocks {
  /**
   * Places a reading in time, and learns from it how far the device's clock is off.
   * @param sentMs when it was measured by the device's clock; NaN if it sent no time
   * @param aheadMs how far a clock may be ahead
   */
  place(deviceId: DeviceId, sentMs: number, receivedAt: Date, aheadMs: number): ClockVerdict;
}

/**
 * `stored`: a new row. `merged`: some of its values filled empty columns of the row of the same device and time; the
 * reading holds those that did. `duplicate`: everything was already there. `refused`: the database cannot store it, or
 * repeatedly failed to.
 */
export type StoreOutcome = { outcome: 'stored' | 'merged' | 'duplicate' } | { outcome: 'refused'; reason: string };

export interface ReadingStore {
  /**
   * Resolves once the database has committed the reading; waits while the database is down. If the server set the
   * reading's time, it may be changed, so that readings with the same time are all kept. `delivery` distinguishes such
   * a reading from a repeated message.
   */
  append(reading: Reading, delivery?: number): Promise<StoreOutcome>;
  /**
   * The same for readings that have come together; resolves once the database has committed all of them. Absent where
   * each is stored by itself.
   * @returns what became of each, in their order
   */
  appendAll?(
    readings: readonly Reading[],
    deliveries: readonly (number | undefined)[],
  ): Promise<readonly StoreOutcome[]>;
  /** Number of rows waiting for their commit. */
  waiting(): number;
}

export interface RejectionStore {
  /**
   * Keeps the rejected message and sets its device to status `error`. Resolves once committed; waits while the database
   * is down. `delivery` says which message it was, so that its way is kept with it.
   */
  reject(rejection: Rejection, delivery?: number): Promise<void>;
}

export const NOTICE_KINDS = [
  'breach',
  'reminder',
  'recovery',
  'offline',
  'online',
  'stale',
  'fresh',
  'finding',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * One message about an alert. It is stored in the database before it enters the flow, and waits there to be released.
 */
export interface Notice {
  id: string;
  alertId: number;
  kind: NoticeKind;
  message: string;
  plantId: PlantId | null;
  deviceId: DeviceId | null;
}

/** What a message tells besides that its device is alive. */
export interface PresenceFacts {
  vitals?: HeartbeatPayload;
  clockWrong?: boolean;
  /** The values of a reading: each metric has a rhythm of its own. */
  values?: MetricValues;
}

export interface Presence {
  /**
   * Records that a message from the device was accepted at `at`. Returns the notice if this ends a reported outage; if
   * ending it fails, the next message tries again.
   */
  heard(deviceId: DeviceId, at: Date, facts?: PresenceFacts): Promise<Notice | undefined> | undefined;
  /**
   * Records what a device, or the broker for it by its last will, said of its presence. `online` counts as heard;
   * `offline` makes it offline at once, and is passed over if the device was heard after `at`. Returns the notice, as
   * `heard` does.
   */
  said(deviceId: DeviceId, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined;
  /**
   * Marks devices that missed so many of their own intervals as offline. Returns notices for those that were not
   * reported before.
   */
  sweep(now: Date, missedIntervals: number): Promise<Notice[]>;
  counts(): { online: number; offline: number };
}

/** The state of the alerts about one metric of one plant. */
export interface AlertState {
  open:
    | {
        id: number;
        direction: 'min' | 'max';
        threshold: number;
        noticed: boolean;
        /** The value when the owner acknowledged it; undefined if it is not acknowledged. */
        seenValue?: number | undefined;
      }
    | undefined;
  /** When the last breach message about this plant and metric was made. */
  lastNoticeAt: Date | undefined;
  /** Time of the newest reading that a breach message was about; after a start, the time of the last message. */
  toldUntil: Date | undefined;
  /** Time of the newest reading that was judged. */
  judgedUntil: Date | undefined;
  /** The owner wants no message about this plant and metric before this time. */
  mutedUntil: Date | undefined;
}

/** Of a metric of a plant about which nothing is known yet. */
export const freshAlertState = (): AlertState => ({
  open: undefined,
  lastNoticeAt: undefined,
  toldUntil: undefined,
  judgedUntil: undefined,
  mutedUntil: undefined,
});

export interface Breach {
  plantId: PlantId;
  deviceId: DeviceId;
  metric: Metric;
  value: number;
  threshold: number;
  direction: 'min' | 'max';
  message: string;
  /** Time of the reading. */
  measuredAt: Date;
  /** Time of the judgement. */
  at: Date;
}

/**
 * Alert state, kept in the database. Each change reports whether this process made it, so that two processes never both
 * notify.
 */
export interface AlertStates {
  state(plantId: PlantId, metric: Metric): AlertState;
  judged(plantId: PlantId, metric: Metric, readingTime: Date): void;
  open(breach: Breach, notify: boolean): Promise<Notice | undefined>;
  /** Makes another notice. The alert is not acknowledged any more: of one that is, there is none unless it grew worse. */
  remind(alertId: number, breach: Breach, cooldownS: number): Promise<Notice | undefined>;
  /**
   * Keeps the alert open with another limit or value. Makes no notice.
   * @param isNews the breach grew worse, so it is not acknowledged any more
   */
  restate(alertId: number, breach: Breach, isNews?: boolean): Promise<undefined>;
  close(
    alertId: number,
    recovery: { plantId: PlantId; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined>;
  openCount(): number;
}

/** The newest value of a metric of a plant, made from those of its devices. */
export type LatestValue = PlantValue;

/** The values of plants, made from those of their devices (`shared/judging`). */
export interface PlantValues {
  /**
   * Folds a reading in, at once. Folding it again changes nothing.
   * @returns the value of each metric of the reading that the plant is to be judged by; absent if it is older than what
   *   the device sent before, or waits for a second reading because it jumped
   */
  fold(reading: Reading, plant: { id: PlantId; combine?: Combine | undefined }): Partial<Record<Metric, LatestValue>>;
}

/** The current state of a plant, with everything its values are judged by. */
export interface ReviewedPlant {
  id: PlantId;
  name: string;
  thresholds: Thresholds;
  /** A metric that none of its devices has measured is absent. */
  latest: Partial<Record<Metric, LatestValue>>;
}

/** Why plants are judged anew: they or the cooldown changed just now, or may have while nobody judged. */
export type ReviewCause = 'change' | 'cooldown' | 'start';

/**
 * Judges plants again as soon as something relevant changes, instead of at the next reading, which may never come.
 * Changes are new limits, a moved device, an expired mute or another cooldown.
 */
export interface PlantReviews {
  /**
   * Passes plants to `review` whenever they must be judged again, until the returned function is called. Soon after the
   * call, all plants are passed, since anything may have changed while nobody was judging.
   */
  serve(review: (plants: readonly ReviewedPlant[], cause: ReviewCause) => Promise<void>): () => void;
}

export interface Outbox {
  /**
   * Marks a notice as ready to send. Resolves once that is recorded, however long the database is down. Releasing twice
   * is harmless.
   * @param channel sends it on this channel only, by its name; then it can be released on another one, too
   * @throws Error if there is no such channel or it is not set up
   */
  release(noticeId: string, channel?: string): Promise<void>;
  /**
   * Notices that were made but never released because the process ended in between, and that are still worth sending.
   */
  unreleased(): Promise<Notice[]>;
  status(): { waiting: number; lastError: string | undefined };
}

export interface Registration {
  request: RegisterDevice;
  /**
   * The host name under which the device reached the server. MQTT is offered under the same name unless configured
   * otherwise.
   */
  requestHost: string;
  /** Who waits for the answer. Without it nobody does, as where a flow registers a device by itself. */
  callerId?: string | undefined;
}

export interface DeviceRegistrar {
  /**
   * Registers a device; resolves once the broker accepts its credentials.
   * @throws ProblemError `device_locked`, `device_limit_reached`, `broker_unavailable`; `flow_unavailable` if the
   * caller has gone
   */
  register(registration: Registration): Promise<{ created: boolean; credentials: DeviceCredentials }>;
}

/** REST requests that a flow answers. */
export const FLOW_OPERATIONS = ['register_device', 'care_plan'] as const;
export type FlowOperation = (typeof FLOW_OPERATIONS)[number];

export interface RequestGateway {
  /** Passes requests for `operation` to `handler` until the returned function is called. */
  serve(operation: FlowOperation, handler: (request: { requestId: string; payload: unknown }) => void): () => void;
  /** Answers a request; false if nobody is waiting for it (any more). */
  answer(requestId: string, payload: unknown): boolean;
  refuse(requestId: string, error: Error): boolean;
}

/** What endpoints ask of the flows. */
export interface FlowRequests {
  /**
   * Sends a request through the flows and waits for its answer.
   * @throws ProblemError from the flow, or `flow_unavailable`
   */
  call(operation: FlowOperation, payload: unknown): Promise<unknown>;
}

/** Which plant the plan is for, and why it is made. Travels with each message of the care flow. */
export interface CareRequest {
  plantId: PlantId;
  reason: CareReason;
  /** The language of the plan, if the owner chose none for the dashboard. undefined: that of the previous plan. */
  language?: Language | undefined;
  /** Use rules only: nobody asked for this plan, so it must not cost anything. */
  withoutModel?: boolean | undefined;
}

/** One question to the language model that is set up in Settings. */
export interface LlmQuestion {
  /** The request that the question belongs to, for counting tokens. */
  request: CareRequest;
  /** What the model is and how it should answer. */
  instructions: string;
  /** The question itself. The caller marks the data in it as data. */
  input: string;
  /** The model's last answer and what is wrong with it, if it is asked to repair that answer. */
  repair?: { answer: string; fault: string } | undefined;
  /** The form of the answer: a JSON schema with a name. */
  form: { name: string; description: string; schema: Record<string, unknown> };
  /** The most tokens the answer may have. */
  maxTokens: number;
  /** A model to use instead of the one in Settings. */
  model?: string | undefined;
  /** Called with the length of the answer so far, in characters. */
  onProgress?: ((characters: number) => void) | undefined;
}

export interface LlmAnswer {
  /** JSON as the model wrote it, unchecked. */
  text: string;
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export interface LanguageModel {
  /** Whether a provider is set up. */
  isReady(): boolean;
  /**
   * Asks the model; takes at most 60 seconds.
   * @throws ProblemError `llm_…`, with text for the owner that contains no secrets
   */
  ask(question: LlmQuestion): Promise<LlmAnswer>;
}

/** Who gave the advice, for the plan's record. */
export type AdviceOrigin = Pick<CarePlan, 'source' | 'model' | 'tokens_in' | 'tokens_out'>;

export interface CarePlans {
  /** Gathers everything that a plan is made from. @throws ProblemError `plant_not_found` */
  gather(request: CareRequest): Promise<CareContext>;
  /** Stores a plan as the plant's current one. @throws ProblemError `plant_not_found` */
  store(
    request: CareRequest,
    plan: { advice: CareAdvice; context: CareContext; origin: AdviceOrigin },
  ): Promise<CarePlan>;
  /** Reports the progress to everyone who is watching. */
  progress(request: CareRequest, step: CareStep, characters?: number): void;
}

/** Who a sensor behind a gateway is, by what the gateway says of it. */
export interface SensorIdentity {
  /** What the gateway calls it: the same in each message. Empty for what the gateway measures itself. */
  local: string;
  /** How to show it. */
  name: string;
  /** `mac:` and `ieee:` addresses recognise it wherever it appears. */
  address?: string;
  /** What it is if another probe has the place of this metric already. */
  probe?: { local: string; name: string };
}

/** What a gateway lists of its sensors. */
export interface GatewayRoster {
  /** Whether a sensor with an address that is missing here is gone. */
  isComplete: boolean;
  entries: readonly { local: string; name: string; address: string }[];
}

/**
 * Whether a sensor has a device. `ignored`: the owner removed it; `empty`: it has sent no value of a plant yet; `many`: the
 * gateway has had too many new ones within an hour.
 */
export type SensorAdmission = { deviceId: DeviceId } | { refused: 'ignored' | 'empty' | 'many' };

/** The devices that gateways speak for. Each is made at the first value that its gateway tells of it. */
export interface GatewaySensors {
  /**
   * Looks in memory.
   * @param metrics those that the message has of it
   * @returns undefined for a sensor that is not known
   */
  find(gatewayId: DeviceId, sensor: SensorIdentity, metrics: readonly Metric[]): DeviceId | undefined;
  /** The same, and makes it a device if it may be one. Waits while the database is down. */
  admit(
    gatewayId: DeviceId,
    sensor: SensorIdentity,
    metrics: readonly Metric[],
    dialect: string,
  ): Promise<SensorAdmission>;
  /** The gateway lists its sensors: names and addresses follow. @returns the devices that it has no more */
  listed(gatewayId: DeviceId, roster: GatewayRoster): DeviceId[];
  /** The gateway gives a sensor another name. */
  renamed(gatewayId: DeviceId, from: string, to: string): void;
}

/** How many new sensors of a gateway become devices within an hour: Bluetooth hears those of the neighbours, too. */
export const MOST_NEW_SENSORS = 50;

/** Something noticed about a device. Its words follow from the code (`findings/kinds.ts`). */
export interface NewFinding {
  code: FindingCode;
  /** The metric that it is about, if it is not the whole device. */
  metric?: Metric | null;
  /** The figures and words that it was concluded from; the newest count. */
  evidence?: Evidence;
}

/** What was noticed about devices, and is shown at them until it ends. All calls are cheap, and wait for nothing. */
export interface Findings {
  /** Notes something that was noticed once or once more. A kind that tells sends one message, the first time. */
  note(deviceId: DeviceId, finding: NewFinding): void;
  /** It is no longer so. */
  clear(deviceId: DeviceId, code: FindingCode, metric?: Metric | null): void;
  has(deviceId: DeviceId, code: FindingCode, metric?: Metric | null): boolean;
}

/** What a device is asked to do. */
export interface DeviceCommand {
  deviceId: DeviceId;
  /** JSON, as the device reads it. */
  text: string;
  /** How long the broker keeps it for a device that is away, in seconds. */
  expiryS: number;
}

export interface DeviceCommands {
  /**
   * Publishes a command to the topic that the device reads. Resolves once the broker has it.
   * @throws Error with a sentence for the owner if the broker does not take it
   */
  send(command: DeviceCommand): Promise<void>;
}

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
