import type { DryRunMessage, DrySide as SideResult } from '@plantops/shared/api/dry-runs.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import {
  type DryEngine,
  DryEngineEndedError,
  type DryFacts,
  type DryFate,
  type DryMessage,
  type Happened,
  type StoredReading,
} from '../../port/dry-offers.ts';
import { type RunAlert, SideTally } from './side-tally.ts';

export interface DrySideOptions {
  flows: FlowNode[];
  /** Which messages are to be known one by one, by their order; empty for readings. */
  ids: readonly number[];
  /** Told what became of messages. */
  onFates: (fates: readonly DryFate[]) => void;
}

/** One version of the flows in a dry run. An engine that ends or hangs is part of the result. */
export class DrySide {
  readonly #engine: DryEngine;
  readonly #options: DrySideOptions;
  readonly #tally = new SideTally();
  readonly #messages = new Map<number, DryFate>();

  constructor(engine: DryEngine, options: DrySideOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Whether these flows are run no further. */
  get isStopped(): boolean {
    return this.#tally.stopped !== undefined;
  }

  get result(): SideResult {
    return this.#tally.side;
  }

  get alerts(): readonly RunAlert[] {
    return this.#tally.alerts;
  }

  begin(facts: DryFacts, from: Date): Promise<void> {
    return this.#unlessEnded(async () => {
      this.#tally.problems = await this.#engine.begin(this.#options.flows, facts, from.getTime());
    });
  }

  feed(messages: DryMessage[]): Promise<void> {
    return this.#unlessEnded(async () => this.#take(await this.#engine.feed(messages)));
  }

  finish(to: Date): Promise<void> {
    return this.#unlessEnded(async () => {
      const closing = await this.#engine.finish(to.getTime());
      this.#tally.close(closing);
      this.#take(closing);
    });
  }

  end(): void {
    this.#engine.end();
  }

  /** What became of each message, where they are to be known one by one. */
  messages(): DryRunMessage[] {
    const waiting = this.#tally.side.waiting.length > 0;
    return this.#options.ids.map((id) => {
      const fate = this.#messages.get(id);
      return fate ? { id, ...outcomeOf(fate) } : { id, outcome: waiting ? 'waiting' : 'lost', detail: null };
    });
  }

  /** The readings that would be stored of each message that came out well. */
  storedReadings(): Map<number, readonly StoredReading[]> {
    return new Map(
      [...this.#messages]
        .filter(([, fate]) => outcomeOf(fate).outcome === 'stored')
        .map(([id, { stored }]) => [id, stored]),
    );
  }

  #take(happened: Happened): void {
    this.#tally.take(happened);
    this.#options.onFates(happened.fates);
    const { ids } = this.#options;
    for (const fate of happened.fates) {
      const id = ids[fate.number - 1];
      if (id !== undefined) this.#messages.set(id, fate);
    }
  }

  async #unlessEnded(work: () => Promise<void>): Promise<void> {
    if (this.isStopped) return;
    try {
      await work();
    } catch (failure) {
      if (!(failure instanceof DryEngineEndedError)) throw failure;
      this.#tally.stopped = failure.message;
    }
  }
}

/** What became of a message. One that was set aside or rejected in part did not come out well. */
function outcomeOf({ stored, rejected, setAside, letGo, repeated }: DryFate): Omit<DryRunMessage, 'id'> {
  if (setAside) return { outcome: 'set_aside', detail: setAside.reason };
  if (rejected[0] !== undefined) return { outcome: 'rejected', detail: rejected[0] };
  if (stored.length > 0 || repeated > 0) return { outcome: 'stored', detail: null };
  if (letGo) return { outcome: 'let_go', detail: `${letGo.node}: ${letGo.reason}` };
  return { outcome: 'stored', detail: null };
}
