/**
 * What the nodes need from their host. The server implements these interfaces and injects them as
 * `RED.settings.plantops`; tests supply in-memory versions. Nodes import nothing from the server.
 */
import type { Clock } from './clock.ts';
import type { Language } from './settings/display.ts';
import type { FlowMessage } from './flows/message-type.ts';
import type { DeviceId, PlantId } from './glossary.ts';
import type { DeviceCredentials, RegisterDevice } from './api/devices.ts';
import type { CareAdvice, CareContext, CarePlan } from './care/care-plan.ts';
import type { CareReason, CareStep, LlmProvider } from './care/care-words.ts';
import type { HeartbeatPayload, Reading, Rejection } from './messages.ts';
import type { Metric } from './metrics.ts';
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
  plant: { id: PlantId; name: string; thresholds: Thresholds } | null;
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

/** A node is done with a message of a batch. @param failure why it failed, if it did */
export type DoneOfBatch = (messages: readonly FlowMessage[], failure?: Error) => void;

/**
 * Lets messages travel together between nodes of PlantOps: as one list from node to node, past Node-RED. Nobody else sees
 * a batch. docs/decisions/0025-batches.md says why.
 */
export interface Batches {
  /**
   * Hands messages to all nodes that an output leads to.
   * @returns false if one of these nodes takes messages only singly: then none has got any
   */
  send(node: { id: string }, output: number, messages: readonly FlowMessage[]): boolean;
  /**
   * The node takes batches until the returned function is called. It must say of each message when it is done with it.
   */
  take(node: { id: string }, handler: (messages: readonly FlowMessage[], done: DoneOfBatch) => void): () => void;
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

/**
 * `stored`: a new row. `duplicate`: a reading of the same device and time was already there. `refused`: the database
 * cannot store it, or repeatedly failed to.
 */
export type StoreOutcome = { outcome: 'stored' | 'duplicate' } | { outcome: 'refused'; reason: string };

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

export const NOTICE_KINDS = ['breach', 'reminder', 'recovery', 'offline', 'online'] as const;
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

export interface Presence {
  /**
   * Records that a message from the device was accepted at `at`. Returns the notice if this ends a reported outage; if
   * ending it fails, the next message tries again.
   */
  heard(
    deviceId: DeviceId,
    at: Date,
    facts?: { vitals?: HeartbeatPayload; clockWrong?: boolean },
  ): Promise<Notice | undefined> | undefined;
  /**
   * Marks devices that missed so many heartbeats as offline. Returns notices for those that were not reported before.
   */
  sweep(now: Date, missedHeartbeats: number): Promise<Notice[]>;
  counts(): { online: number; offline: number };
}

/** The state of the alerts about one metric of one plant. */
export interface AlertState {
  open: { id: number; direction: 'min' | 'max'; threshold: number; noticed: boolean } | undefined;
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
  remind(alertId: number, breach: Breach, cooldownS: number): Promise<Notice | undefined>;
  /** Keeps the alert open with another limit. Makes no notice. */
  restate(alertId: number, breach: Breach): Promise<undefined>;
  close(
    alertId: number,
    recovery: { plantId: PlantId; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined>;
  openCount(): number;
}

/** The newest value of a metric among all devices of a plant. */
export interface LatestValue {
  value: number;
  /** When it was measured. */
  at: Date;
  deviceId: DeviceId;
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
  readings: ReadingStore;
  rejections: RejectionStore;
  presence: Presence;
  commands: DeviceCommands;
  alerts: AlertStates;
  reviews: PlantReviews;
  outbox: Outbox;
  registrar: DeviceRegistrar;
  requests: RequestGateway;
  llm: LanguageModel;
  carePlans: CarePlans;
}
