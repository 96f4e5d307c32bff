/**
 * In-memory services for the nodes' tests. Each one records the calls it receives. Those of alerts and of care plans stand
 * beside this file.
 */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import type {
  DeviceCommand,
  DeviceCommands,
  DeviceRegistrar,
  FlowOperation,
  IncomingMessage,
  MessageInbox,
  MessagePart,
  NodeHealth,
  Notice,
  Presence,
  ReadingStore,
  Registration,
  RejectionStore,
  RequestGateway,
  StoreOutcome,
  Wires,
} from '@plantops/shared/ports.ts';
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
