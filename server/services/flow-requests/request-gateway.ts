import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { FlowOperation, RequestGateway as GatewayPort } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

/**
 * How long a request waits without a sign of life. For a care plan, a model may be silent for a minute, twice, before it
 * is given up; one that writes slowly gives signs of life all the time.
 */
const ANSWER_TIMEOUTS_MS: Readonly<Record<FlowOperation, number>> = { register_device: 15_000, care_plan: 180_000 };
/** A request that arrives during a deploy waits this long for the flows. */
const DEPLOY_MS = 5000;

type Handler = (request: { requestId: string; payload: unknown }) => void;
interface Caller {
  operation: FlowOperation;
  /** Waits for the answer, from now on. */
  wait(): Timer;
  resolve(payload: unknown): void;
  reject(error: Error): void;
  timer: Timer;
}

/** Lets a flow answer an endpoint. The waiting caller is kept here; the message in the flow carries only an id. */
export class RequestGateway implements GatewayPort {
  readonly #clock: Clock;
  readonly #handlers = new Map<FlowOperation, Handler>();
  readonly #callers = new Map<string, Caller>();
  #deploying = false;
  /** Requests that arrived during a deploy. */
  readonly #awaiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Sends a request through the flow and waits for its answer.
   * @throws ProblemError from the flow, or `flow_unavailable`
   */
  async call(operation: FlowOperation, payload: unknown): Promise<unknown> {
    if (this.#deploying) await this.#deployed();
    const handler = this.#handlers.get(operation);
    if (!handler)
      throw new ProblemError(
        'flow_unavailable',
        `No flow takes the request ${operation}: it needs an "API request" node, see the tabs at /editor`,
      );
    return new Promise((resolve, reject) => {
      const requestId = randomUUID();
      const timeoutMs = ANSWER_TIMEOUTS_MS[operation];
      const wait = (): Timer =>
        this.#clock.after(timeoutMs, () => {
          this.#callers.delete(requestId);
          reject(
            new ProblemError(
              'flow_unavailable',
              `The flow for ${operation} gave no answer within ${timeoutMs / 1000} seconds: check that its wires lead to an "API answer" node`,
            ),
          );
        });
      this.#callers.set(requestId, { operation, resolve, reject, wait, timer: wait() });
      handler({ requestId, payload });
    });
  }

  /** A flow works on requests of this kind: they wait anew from now on. */
  heard(operation: FlowOperation): void {
    for (const caller of this.#callers.values()) {
      if (caller.operation !== operation) continue;
      caller.timer.cancel();
      caller.timer = caller.wait();
    }
  }

  /**
   * Holds back requests from now on, because the nodes that serve them, or later nodes in the flow, are being
   * restarted.
   */
  pause(): void {
    this.#deploying = true;
  }

  /** Releases held requests, because the nodes are back. */
  resume(): void {
    this.#deploying = false;
    for (const goOn of this.#awaiting.splice(0)) goOn();
  }

  serve(operation: FlowOperation, handler: Handler): () => void {
    if (this.#handlers.has(operation)) throw new Error(`Another node takes the request ${operation} already`);
    this.#handlers.set(operation, handler);
    return () => {
      if (this.#handlers.get(operation) === handler) this.#handlers.delete(operation);
    };
  }

  answer(requestId: string, payload: unknown): boolean {
    const caller = this.#take(requestId);
    caller?.resolve(payload);
    return caller !== undefined;
  }

  refuse(requestId: string, error: Error): boolean {
    const caller = this.#take(requestId);
    caller?.reject(error);
    return caller !== undefined;
  }

  #deployed(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(DEPLOY_MS, resolve);
      this.#awaiting.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #take(requestId: string): Caller | undefined {
    const caller = this.#callers.get(requestId);
    if (caller) {
      caller.timer.cancel();
      this.#callers.delete(requestId);
    }
    return caller;
  }
}
