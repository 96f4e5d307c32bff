import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import {
  type Closing,
  type DryEngine,
  DryEngineEndedError,
  type DryEngineOffer,
  dryEngineOffer,
  type DryFacts,
  type DryHostOffer,
  dryHostOffer,
  type DryMessage,
  type Happened,
} from '../port/dry-offers.ts';
import { PortClosedError, PortEnd } from '../port/port-end.ts';
import { dryEngineCommand } from './engine-command.ts';
import { describeNode } from './flow-graph.ts';

export interface DryProcessOptions {
  /** Told every now and then how many messages were passed through the flows. */
  onHandled?: (count: number) => void;
  /** An engine that says nothing for this long hangs; 10 seconds by default (ms). */
  silentMs?: number;
  clock: Clock;
}

const SILENT_MS = 10_000;
/** How long loading Node-RED and starting the flows may take (ms). */
const START_MS = 30_000;
/** Only silence ends a call: a run takes as long as it takes. */
const AS_LONG_AS_IT_TAKES = Number.POSITIVE_INFINITY;
const KEPT_LINES = 5;

/** A dry engine in a process of its own, with no database, no broker and no files. */
export class DryProcess implements DryEngine {
  readonly #child: ChildProcess;
  readonly #port: PortEnd<DryEngineOffer, DryHostOffer>;
  readonly #clock: Clock;
  readonly #silentMs: number;
  readonly #lastLines: string[] = [];
  #flows: readonly FlowNode[] = [];
  #lastForeign: string | undefined;
  #crash: { nodeId?: string | undefined; message: string } | undefined;
  #isSilent = false;
  /** How long it may say nothing now (ms). */
  #patienceMs = START_MS;
  #silence: Timer | undefined;
  #isOver = false;

  constructor({ onHandled, silentMs = SILENT_MS, clock }: DryProcessOptions) {
    this.#clock = clock;
    this.#silentMs = silentMs;
    const { command, args, env, account } = dryEngineCommand();
    const child = spawn(command, args, {
      env,
      // A group of its own: Ctrl-C in the terminal reaches the host alone, which ends this.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    this.#child = child;
    this.#port = new PortEnd({
      theirs: dryEngineOffer,
      mine: dryHostOffer,
      handlers: {
        calls: {},
        news: {
          handled: (count) => onHandled?.(count),
          entered: (nodeId) => {
            this.#lastForeign = nodeId;
          },
          crash: (crash) => {
            this.#crash = crash;
          },
        },
      },
      // It may end at any moment; then its end is told.
      send: (frame) => child.send(frame, () => undefined),
      clock,
      onFault: (fault) => this.#note(fault),
    });
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => this.#note(line));
    child.on('message', (frame) => {
      this.#heard();
      this.#port.receive(typeof frame === 'string' ? frame : '');
    });
    child.on('error', (failure) => {
      this.#note(failure.message);
      this.#port.close('it could not be started');
    });
    child.on('exit', (code, signal) => {
      this.#silence?.cancel();
      this.#port.close(signal ? `it was ended by ${signal}` : `it ended with ${code}`);
    });
  }

  begin(flows: FlowNode[], facts: DryFacts, startAt: number): Promise<string[]> {
    this.#flows = flows;
    this.#patienceMs = START_MS;
    return this.#ask(() => this.#port.call('begin', { flows, facts, startAt }, { withinMs: AS_LONG_AS_IT_TAKES }));
  }

  feed(messages: DryMessage[]): Promise<Happened> {
    this.#patienceMs = this.#silentMs;
    return this.#ask(() => this.#port.call('feed', messages, { withinMs: AS_LONG_AS_IT_TAKES }));
  }

  finish(at: number): Promise<Closing> {
    return this.#ask(() => this.#port.call('finish', { at }, { withinMs: AS_LONG_AS_IT_TAKES }));
  }

  end(): void {
    this.#isOver = true;
    this.#silence?.cancel();
    this.#port.close('it was ended');
    this.#child.kill('SIGKILL');
  }

  async #ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    this.#heard();
    try {
      return await call();
    } catch (failure) {
      if (!(failure instanceof PortClosedError)) throw failure;
      throw new DryEngineEndedError(this.#ending(failure.message), { cause: failure });
    } finally {
      this.#silence?.cancel();
    }
  }

  /** It is alive; from now on it is waited for again. */
  #heard(): void {
    this.#silence?.cancel();
    if (this.#isOver) return;
    this.#silence = this.#clock.after(this.#patienceMs, () => {
      this.#isSilent = true;
      this.#child.kill('SIGKILL');
    });
  }

  #note(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
  }

  #ending(how: string): string {
    const nodeId = this.#crash?.nodeId ?? this.#lastForeign;
    const node = this.#flows.find(({ id }) => id === nodeId);
    const culprit = node && describeNode(node, this.#flows);
    if (this.#isSilent)
      return `${culprit ?? 'The flows'} did not come to an end: nothing was heard for ${this.#patienceMs / 1000} s`;
    const why = this.#crash?.message ?? [how, ...this.#lastLines].join('; ');
    return `${culprit ?? 'The flows'} ended the dry run: ${why}`;
  }
}
