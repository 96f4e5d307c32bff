/** In-memory services for the nodes' tests. Each one records the calls it receives. */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { CareContext, CarePlan } from '@plantops/shared/care/care-plan.ts';
import type { CareStep } from '@plantops/shared/care/care-words.ts';
import type { FindingCode } from '@plantops/shared/findings/kinds.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type {
  AlertStates,
  AlertState,
  Breach,
  CarePlans,
  CareRequest,
  DeviceCommand,
  DeviceCommands,
  DeviceRegistrar,
  Findings,
  FlowOperation,
  IncomingMessage,
  LanguageModel,
  LlmAnswer,
  LlmQuestion,
  GatewayRoster,
  GatewaySensors,
  MessageInbox,
  MessagePart,
  SensorAdmission,
  SensorIdentity,
  NewFinding,
  NodeHealth,
  Notice,
  NoticeKind,
  Outbox,
  PlantReviews,
  Presence,
  ReadingStore,
  Registration,
  RejectionStore,
  RequestGateway,
  ReviewedPlant,
  StoreOutcome,
  Wires,
} from '@plantops/shared/ports.ts';
import { freshAlertState } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { MessageKind } from '@plantops/shared/topics.ts';

export class FakeHealth implements NodeHealth {
  readonly problems = new Map<string, string>();

  failing(node: { id: string }, problem: string): void {
    this.problems.set(node.id, problem);
  }

  well(node: { id: string }): void {
    this.problems.delete(node.id);
  }
}

export class FakeWires implements Wires {
  arePromising = true;

  promise(): boolean {
    return this.arePromising;
  }
}

export class FakeFindings implements Findings {
  readonly noted: (NewFinding & { deviceId: string })[] = [];
  readonly cleared: { deviceId: string; code: FindingCode; metric: Metric | null }[] = [];

  note(deviceId: string, finding: NewFinding): void {
    this.noted.push({ deviceId, ...finding });
  }

  clear(deviceId: string, code: FindingCode, metric: Metric | null = null): void {
    this.cleared.push({ deviceId, code, metric });
  }

  has(deviceId: string, code: FindingCode, metric: Metric | null = null): boolean {
    return this.noted.some((one) => one.deviceId === deviceId && one.code === code && (one.metric ?? null) === metric);
  }
}

export class FakeInbox implements MessageInbox {
  readonly held: number[] = [];
  readonly handedOn: number[] = [];
  readonly acknowledged: number[] = [];
  readonly parts: MessagePart[] = [];
  condition = { connected: true, inFlight: 0 };
  readonly lettingGo: { delivery: number; node: string; reason: string }[] = [];
  readonly #consumers = new Map<MessageKind, (messages: readonly IncomingMessage[]) => void>();

  consume(
    kind: MessageKind,
    _node: { id: string },
    handler: (messages: readonly IncomingMessage[]) => void,
  ): () => void {
    if (this.#consumers.has(kind)) throw new Error(`Another node takes the ${kind} messages already`);
    this.#consumers.set(kind, handler);
    return () => this.#consumers.delete(kind);
  }

  /** Passes messages of one kind together to its consumer. @returns whether there is one */
  deliver(message: IncomingMessage, ...others: IncomingMessage[]): boolean {
    this.#consumers.get(message.kind)?.([message, ...others]);
    return this.#consumers.has(message.kind);
  }

  hold(delivery: number): void {
    this.held.push(delivery);
  }

  handOn(delivery: number): void {
    this.handedOn.push(delivery);
  }

  /** Parts of delivery 7 are 7.1, 7.2 … */
  divide(delivery: number, _node: { id: string }, parts: readonly MessagePart[]): number[] {
    this.parts.push(...parts);
    return parts.map((_, index) => delivery + (index + 1) / 10);
  }

  acknowledge(delivery: number): void {
    this.acknowledged.push(delivery);
  }

  letGo(delivery: number, node: { id: string }, reason: string): void {
    this.lettingGo.push({ delivery, node: node.id, reason });
  }

  status(): { connected: boolean; inFlight: number } {
    return this.condition;
  }
}

export class FakeCommands implements DeviceCommands {
  readonly sent: DeviceCommand[] = [];
  #answer: () => Promise<void> = () => Promise.resolve();

  /** Leaves the next commands without an answer. @returns a function that answers */
  holdBack(): () => void {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    this.#answer = () => answered;
    return () => answer();
  }

  refuseWith(sentence: string): void {
    this.#answer = () => Promise.reject(new Error(sentence));
  }

  send(command: DeviceCommand): Promise<void> {
    this.sent.push(command);
    return this.#answer();
  }
}

export class FakeReadings implements ReadingStore {
  readonly stored: Reading[] = [];
  outcome: StoreOutcome = { outcome: 'stored' };

  append(reading: Reading): Promise<StoreOutcome> {
    this.stored.push(reading);
    return Promise.resolve(this.outcome);
  }

  waiting(): number {
    return 0;
  }
}

export class FakeRejections implements RejectionStore {
  readonly kept: Rejection[] = [];

  reject(rejection: Rejection): Promise<void> {
    this.kept.push(rejection);
    return Promise.resolve();
  }
}

export class FakePresence implements Presence {
  readonly heardOf: { deviceId: string; at: Date; facts: unknown }[] = [];
  readonly sweeps: Date[] = [];
  readonly missed: number[] = [];
  tally = { online: 0, offline: 0 };
  /** The result of the next message and of the next sweep. */
  returned: Notice | undefined;
  overdue: Notice[] = [];

  heard(deviceId: string, at: Date, facts: unknown): Promise<Notice | undefined> | undefined {
    this.heardOf.push({ deviceId, at, facts });
    return this.returned && Promise.resolve(this.returned);
  }

  said(deviceId: string, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined {
    return this.heard(deviceId, at, { said: status });
  }

  sweep(now: Date, missedHeartbeats: number): Promise<Notice[]> {
    this.sweeps.push(now);
    this.missed.push(missedHeartbeats);
    return Promise.resolve(this.overdue.splice(0));
  }

  counts(): { online: number; offline: number } {
    return this.tally;
  }
}

/** Keeps alerts in memory as the database would. */
export class FakeAlertStates implements AlertStates {
  readonly made: Notice[] = [];
  readonly closed: number[] = [];
  readonly breaches: Breach[] = [];
  readonly restated: { alertId: number; message: string }[] = [];
  readonly #states = new Map<string, AlertState>();
  #nextId = 1;

  state(plantId: string, metric: Metric): AlertState {
    const key = `${plantId} ${metric}`;
    const state = this.#states.get(key) ?? freshAlertState();
    this.#states.set(key, state);
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.state(plantId, metric).judgedUntil = readingTime;
  }

  open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const id = this.#nextId++;
    this.breaches.push(breach);
    state.open = { id, direction: breach.direction, threshold: breach.threshold, noticed: notify };
    if (notify) Object.assign(state, { lastNoticeAt: breach.at, toldUntil: breach.measuredAt });
    return Promise.resolve(notify ? this.#notice(id, 'breach', breach) : undefined);
  }

  remind(alertId: number, breach: Breach): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    Object.assign(state, { lastNoticeAt: breach.at, toldUntil: breach.measuredAt });
    if (state.open) state.open.noticed = true;
    return Promise.resolve(this.#notice(alertId, 'reminder', breach));
  }

  restate(alertId: number, breach: Breach): Promise<undefined> {
    const state = this.state(breach.plantId, breach.metric);
    this.restated.push({ alertId, message: breach.message });
    if (state.open) state.open.threshold = breach.threshold;
    return Promise.resolve(undefined);
  }

  close(
    alertId: number,
    recovery: { plantId: string; metric: Metric; message: string },
    notify: boolean,
  ): Promise<Notice | undefined> {
    this.state(recovery.plantId, recovery.metric).open = undefined;
    this.closed.push(alertId);
    return Promise.resolve(notify ? this.#notice(alertId, 'recovery', { ...recovery, deviceId: null }) : undefined);
  }

  openCount(): number {
    return [...this.#states.values()].filter(({ open }) => open).length;
  }

  #notice(
    alertId: number,
    kind: NoticeKind,
    { plantId, deviceId, message }: Pick<Notice, 'plantId' | 'deviceId' | 'message'>,
  ): Notice {
    const notice = { id: `notice-${this.made.length + 1}`, alertId, kind, message, plantId, deviceId };
    this.made.push(notice);
    return notice;
  }
}

export class FakeReviews implements PlantReviews {
  readonly #reviewers = new Set<Parameters<PlantReviews['serve']>[0]>();

  serve(review: Parameters<PlantReviews['serve']>[0]): () => void {
    this.#reviewers.add(review);
    return () => this.#reviewers.delete(review);
  }

  /** Requests a review of plants. @returns whether anyone reviews them */
  async review(...plants: ReviewedPlant[]): Promise<boolean> {
    for (const reviewer of this.#reviewers) await reviewer(plants, 'change');
    return this.#reviewers.size > 0;
  }
}

export class FakeOutbox implements Outbox {
  readonly released: string[] = [];
  left: Notice[] = [];
  condition: { waiting: number; lastError: string | undefined } = { waiting: 0, lastError: undefined };

  release(noticeId: string, channel?: string): Promise<void> {
    this.released.push(channel === undefined ? noticeId : `${noticeId} on ${channel}`);
    return Promise.resolve();
  }

  unreleased(): Promise<Notice[]> {
    return Promise.resolve(this.left);
  }

  status(): { waiting: number; lastError: string | undefined } {
    return this.condition;
  }
}

export class FakeRegistrar implements DeviceRegistrar {
  readonly registrations: Registration[] = [];

  register(registration: Registration): Promise<{ created: boolean; credentials: DeviceCredentials }> {
    this.registrations.push(registration);
    const credentials = {
      device_id: 'dev_1',
      mqtt_username: 'dev_1',
      mqtt_password: 'secret',
      mqtt: { host: registration.requestHost, port: 1883 },
      topics: { telemetry: 'devices/dev_1/telemetry', heartbeat: 'devices/dev_1/heartbeat' },
      heartbeat_interval_s: 60,
    };
    return Promise.resolve({ created: true, credentials });
  }
}

type RequestHandler = (request: { requestId: string; payload: unknown }) => void;

export class FakeRequests implements RequestGateway {
  readonly answers: { requestId: string; payload: unknown }[] = [];
  readonly refusals: { requestId: string; error: Error }[] = [];
  /** Whether anyone is still waiting for answers. */
  awaited = true;
  readonly #handlers = new Map<FlowOperation, RequestHandler>();

  serve(operation: FlowOperation, handler: RequestHandler): () => void {
    if (this.#handlers.has(operation)) throw new Error(`Another node takes the request ${operation} already`);
    this.#handlers.set(operation, handler);
    return () => this.#handlers.delete(operation);
  }

  /** Sends a request to the node that serves it. @returns whether there is one */
  call(operation: FlowOperation, requestId: string, payload: unknown): boolean {
    this.#handlers.get(operation)?.({ requestId, payload });
    return this.#handlers.has(operation);
  }

  answer(requestId: string, payload: unknown): boolean {
    this.answers.push({ requestId, payload });
    return this.awaited;
  }

  refuse(requestId: string, error: Error): boolean {
    this.refusals.push({ requestId, error });
    return this.awaited;
  }
}

export class FakeLanguageModel implements LanguageModel {
  ready = true;
  readonly questions: LlmQuestion[] = [];
  /** Its answers in order; the last one is repeated. */
  answers: string[] = ['{}'];
  failure: Error | undefined;

  isReady(): boolean {
    return this.ready;
  }

  ask(question: LlmQuestion): Promise<LlmAnswer> {
    this.questions.push(question);
    if (this.failure) return Promise.reject(this.failure);
    const text = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? '';
    question.onProgress?.(text.length);
    return Promise.resolve({ text, provider: 'anthropic', model: 'a-model', tokensIn: 100, tokensOut: 20 });
  }
}

export class FakeCarePlans implements CarePlans {
  context: CareContext | undefined;
  readonly gathered: CareRequest[] = [];
  readonly stored: { request: CareRequest; plan: Parameters<CarePlans['store']>[1] }[] = [];
  readonly steps: string[] = [];

  gather(request: CareRequest): Promise<CareContext> {
    this.gathered.push(request);
    return this.context
      ? Promise.resolve(this.context)
      : Promise.reject(new ProblemError('plant_not_found', `There is no plant ${request.plantId}`));
  }

  store(request: CareRequest, plan: Parameters<CarePlans['store']>[1]): Promise<CarePlan> {
    this.stored.push({ request, plan });
    const { advice, context, origin } = plan;
    return Promise.resolve({
      id: this.stored.length,
      plant_id: request.plantId,
      ...advice,
      ...origin,
      generated_at: context.made_at,
      reason: request.reason,
      language: context.language,
      made_from: context,
    });
  }

  progress(_request: CareRequest, step: CareStep, characters?: number): void {
    this.steps.push(characters === undefined ? step : `${step} ${characters}`);
  }
}

/** Sensors behind gateways: those in `known` have devices, the others get one unless `refusal` says why not. */
export class FakeSensors implements GatewaySensors {
  readonly known = new Map<string, string>();
  readonly admitted: [gatewayId: string, sensor: SensorIdentity, metrics: readonly Metric[], dialect: string][] = [];
  readonly rosters: GatewayRoster[] = [];
  readonly renames: [from: string, to: string][] = [];
  gone: string[] = [];
  refusal: 'ignored' | 'empty' | 'many' | undefined;

  find(_gatewayId: string, { local }: SensorIdentity): string | undefined {
    return this.known.get(local);
  }

  admit(...asked: (typeof this.admitted)[number]): Promise<SensorAdmission> {
    this.admitted.push(asked);
    if (this.refusal) return Promise.resolve({ refused: this.refusal });
    const deviceId = `dev_${asked[1].name}`;
    this.known.set(asked[1].local, deviceId);
    return Promise.resolve({ deviceId });
  }

  listed(_gatewayId: string, roster: GatewayRoster): string[] {
    this.rosters.push(roster);
    return this.gone;
  }

  renamed(_gatewayId: string, from: string, to: string): void {
    this.renames.push([from, to]);
  }
}
