/**
 * What the nodes need from their host. The server implements these and injects them as `RED.settings.plantops`;
 * tests supply in-memory ones. Nodes import nothing of the server.
 */
import type { Language } from './settings/display.ts';
import type { DeviceId, PlantId } from './glossary.ts';
import type { DeviceCredentials, RegisterDevice } from './api/devices.ts';
import type { CareAdvice, CareContext, CarePlan } from './care/care-plan.ts';
import type { CareReason, CareStep, LlmProvider } from './care/care-words.ts';
import type { HeartbeatPayload, Reading, Rejection } from './messages.ts';
import type { Metric } from './metrics.ts';
import type { Thresholds } from './thresholds.ts';
import type { MessageKind } from './topics.ts';

export interface Clock {
  now(): Date;
}

/** A message taken from the broker. `delivery` names it until it is acknowledged; the message itself may be cloned. */
export interface IncomingMessage {
  delivery: number;
  kind: MessageKind;
  deviceId: DeviceId;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

/**
 * Messages from the broker with deferred acknowledgement. A message that no node has held or acknowledged after a
 * minute was dropped by the flow on purpose and is acknowledged, so that a filter in a flow cannot stop ingestion.
 */
export interface MessageInbox {
  /**
   * Hands every message of `kind` to `handler` until the returned function is called; first those handed out before
   * that no node held or acknowledged (a deploy may have swallowed them).
   * @throws when another node takes this kind already: each message may be handed out only once.
   */
  consume(kind: MessageKind, handler: (message: IncomingMessage) => void): () => void;
  /** A node has taken responsibility for the message and will acknowledge it. */
  hold(delivery: number): void;
  /** The node that held the message passes it to another, which will hold or acknowledge it. */
  handOn(delivery: number): void;
  /** The message is safe; the broker may forget it. Unknown or stale deliveries are ignored. */
  acknowledge(delivery: number): void;
  status(): { connected: boolean; inFlight: number; dropped: number };
}

/** What the pipeline must know of a device, from memory. */
export interface DeviceContext {
  deviceId: DeviceId;
  name: string | null;
  plant: { id: PlantId; name: string; thresholds: Thresholds } | null;
}

export interface DeviceDirectory {
  /** From memory; undefined for a device that is not known (yet). */
  find(deviceId: DeviceId): DeviceContext | undefined;
  /** Asks the database, for a device that was registered a moment ago by another process; waits as long as it is away. */
  lookUp(deviceId: DeviceId): Promise<DeviceContext | undefined>;
}

/**
 * `stored`: a new row. `duplicate`: the same device and time was there. `refused`: the database cannot hold it, or did
 * not take it however often it was tried.
 */
export type StoreOutcome = { outcome: 'stored' | 'duplicate' } | { outcome: 'refused'; reason: string };

export interface ReadingStore {
  /**
   * Resolves once the database has committed the reading; waits as long as the database is away. A reading whose time
   * the server gave may be given another one, so that each is kept; `delivery` tells it from a repeated message.
   */
  append(reading: Reading, delivery?: number): Promise<StoreOutcome>;
  /** Rows waiting for their commit. */
  waiting(): number;
}

export interface RejectionStore {
  /** Keeps the rejected message, and puts its device in status `error`. Resolves once committed; waits as long as the database is away. */
  reject(rejection: Rejection): Promise<void>;
}

export type NoticeKind = 'breach' | 'reminder' | 'recovery' | 'offline' | 'online';

/** One message about an alert. It is in the database before it travels the wires, and waits there to be released. */
export interface Notice {
  id: string;
  alertId: number;
  kind: NoticeKind;
  message: string;
  plantId: PlantId | null;
  deviceId: DeviceId | null;
}

export interface Presence {
  /** Something was accepted from the device at `at`. Returns the notice when this ends a reported outage; one that could not be ended is tried again at the next message. */
  heard(
    deviceId: DeviceId,
    at: Date,
    facts?: { vitals?: HeartbeatPayload; clockWrong?: boolean },
  ): Promise<Notice | undefined> | undefined;
  /** Marks devices that missed three heartbeats offline. Returns the notices of those not reported before. */
  sweep(now: Date): Promise<Notice[]>;
  counts(): { online: number; offline: number };
}

/** What is known of alerts about one metric of one plant. */
export interface AlertState {
  open: { id: number; direction: 'min' | 'max'; threshold: number; noticed: boolean } | undefined;
  /** When the last breach message about this plant and metric was made. */
  lastNoticeAt: Date | undefined;
  /** Time of the newest reading judged. */
  judgedUntil: Date | undefined;
  /** The owner wants no message about this plant and metric before. */
  mutedUntil: Date | undefined;
}

export interface Breach {
  plantId: PlantId;
  deviceId: DeviceId;
  metric: Metric;
  value: number;
  threshold: number;
  direction: 'min' | 'max';
  message: string;
  at: Date;
}

/** Alert state, kept in the database; every change tells whether this process made it, so that two never both notify. */
export interface AlertStates {
  state(plantId: PlantId, metric: Metric): AlertState;
  judged(plantId: PlantId, metric: Metric, readingTime: Date): void;
  open(breach: Breach, notify: boolean): Promise<Notice | undefined>;
  remind(alertId: number, breach: Breach, cooldownS: number): Promise<Notice | undefined>;
  /** The alert stays open, and is about another limit now. No message is made. */
  restate(alertId: number, breach: Breach): Promise<undefined>;
  close(
    alertId: number,
    recovery: { plantId: PlantId; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined>;
  openCount(): number;
}

/** The newest value of a metric over the devices of a plant. */
export interface LatestValue {
  value: number;
  /** When it was measured. */
  at: Date;
  deviceId: DeviceId;
}

/** A plant as it is now, with all that its values are judged by. */
export interface ReviewedPlant {
  id: PlantId;
  name: string;
  thresholds: Thresholds;
  /** A metric that none of its devices has measured is absent. */
  latest: Partial<Record<Metric, LatestValue>>;
}

/** Why plants are judged anew: something changed just now, or may have while nobody judged. */
export type ReviewCause = 'change' | 'start';

/**
 * What follows from a change is judged when the change is made, not at the next reading, which may never come: limits
 * that were changed, a device that was moved, a mute that ran out, another cooldown.
 */
export interface PlantReviews {
  /**
   * Hands plants to `review` whenever they must be judged anew, until the returned function is called; soon after the
   * call all of them, since anything may have changed while nobody judged.
   */
  serve(review: (plants: readonly ReviewedPlant[], cause: ReviewCause) => Promise<void>): () => void;
}

export interface Outbox {
  /** Lets a notice go out; resolves once that is recorded, however long the database is away. Releasing twice is harmless. */
  release(noticeId: string): Promise<void>;
  /** Notices that were made but never released, since the process ended in between; still worth sending. */
  unreleased(): Promise<Notice[]>;
  status(): { waiting: number; lastError: string | undefined };
}

export interface Registration {
  request: RegisterDevice;
  /** Host by which the device reached the server; MQTT is offered under the same name unless configured otherwise. */
  requestHost: string;
}

export interface DeviceRegistrar {
  /**
   * Registers a device; resolves when the broker accepts its credentials.
   * @throws ProblemError `device_locked`, `device_limit_reached`, `broker_unavailable`
   */
  register(registration: Registration): Promise<{ created: boolean; credentials: DeviceCredentials }>;
}

/** Requests of the REST interface that are answered by a flow. */
export const FLOW_OPERATIONS = ['register_device', 'care_plan'] as const;
export type FlowOperation = (typeof FLOW_OPERATIONS)[number];

export interface RequestGateway {
  /** Hands requests of `operation` to `handler` until the returned function is called. */
  serve(operation: FlowOperation, handler: (request: { requestId: string; payload: unknown }) => void): () => void;
  /** Answers a request; false when nobody waits for it (any more). */
  answer(requestId: string, payload: unknown): boolean;
  refuse(requestId: string, error: Error): boolean;
}

/** Whose plan is made, and why: what travels with each message of the care flow. */
export interface CareRequest {
  plantId: PlantId;
  reason: CareReason;
  /** Of the plan, where the owner chose none for the dashboard; undefined: that of the plan before. */
  language?: Language | undefined;
  /** By rules only: nobody asked for what it would cost. */
  withoutModel?: boolean | undefined;
}

/** One question to the language model that the owner set up. */
export interface LlmQuestion {
  /** For whom, for the ledger of tokens. */
  request: CareRequest;
  /** What it is and how it should answer. */
  instructions: string;
  /** What it is asked; data inside is marked as such by whoever asks. */
  input: string;
  /** Its last answer and what is wrong with it, where it is asked to repair that. */
  repair?: { answer: string; fault: string } | undefined;
  /** The form of the answer: a JSON schema with a name. */
  form: { name: string; description: string; schema: Record<string, unknown> };
  /** Most tokens of the answer. */
  maxTokens: number;
  /** Another model than the one in Settings. */
  model?: string | undefined;
  /** Told how long the answer is so far, in characters. */
  onProgress?: ((characters: number) => void) | undefined;
}

export interface LlmAnswer {
  /** JSON, as the model wrote it: not checked. */
  text: string;
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export interface LanguageModel {
  /** Whether the owner has set up a provider. */
  isReady(): boolean;
  /**
   * Asks, within 60 seconds.
   * @throws ProblemError `llm_…`, with words for the owner; it holds nothing secret
   */
  ask(question: LlmQuestion): Promise<LlmAnswer>;
}

/** Who made advice, for its record. */
export type AdviceOrigin = Pick<CarePlan, 'source' | 'model' | 'tokens_in' | 'tokens_out'>;

export interface CarePlans {
  /** All that a plan is made from. @throws ProblemError `plant_not_found` */
  gather(request: CareRequest): Promise<CareContext>;
  /** Keeps a plan; it is the plant's current one from now on. @throws ProblemError `plant_not_found` */
  store(
    request: CareRequest,
    plan: { advice: CareAdvice; context: CareContext; origin: AdviceOrigin },
  ): Promise<CarePlan>;
  /** Tells whoever looks on how far it is. */
  progress(request: CareRequest, step: CareStep, characters?: number): void;
}

/** Everything the host injects. */
export interface PlantOpsServices {
  clock: Clock;
  /** Least time between two messages about the same plant and metric, in seconds; the owner may change it at any time. */
  alertCooldownS(): number;
  heartbeatIntervalS: number;
  inbox: MessageInbox;
  directory: DeviceDirectory;
  readings: ReadingStore;
  rejections: RejectionStore;
  presence: Presence;
  alerts: AlertStates;
  reviews: PlantReviews;
  outbox: Outbox;
  registrar: DeviceRegistrar;
  requests: RequestGateway;
  llm: LanguageModel;
  carePlans: CarePlans;
}
