import { PortClosedError } from '../port/port-end.ts';
import type { EngineProcess } from './engine-process.ts';

/**
 * The engine answers five seconds after it was asked at the latest, however busy the machine: one that hangs is ended
 * sooner (ms).
 */
const DRAIN_MS = 60_000;

/**
 * Has the engine leave messages at the broker for as long as anybody wants that. It is a state that each engine is told, and
 * not a request to the one that runs: one that is started meanwhile takes none either, and one that is slow to answer cannot
 * be left holding for ever.
 */
export class HeldIntake {
  readonly #engine: () => Pick<EngineProcess, 'call'> | undefined;
  #holders = 0;

  constructor(engine: () => Pick<EngineProcess, 'call'> | undefined) {
    this.#engine = engine;
  }

  /** Whether messages are to be left at the broker. */
  get isHeld(): boolean {
    return this.#holders > 0;
  }

  /**
   * Resolves once the messages in progress are stored. An engine that is away has none.
   * @returns a function that goes on, where nobody else wants messages to be left
   */
  async hold(): Promise<() => void> {
    this.#holders += 1;
    let isOver = false;
    const goOn = (): void => {
      if (isOver) return;
      isOver = true;
      this.#holders -= 1;
      // It is told before it is asked; should that fail, it is told within a second anyway.
      void this.#engine()
        ?.call('heed_settings', null, { awayMs: 0 })
        .catch(() => undefined);
    };
    try {
      await this.#engine()?.call('drain', null, { withinMs: DRAIN_MS, awayMs: 0 });
    } catch (failure) {
      if (failure instanceof PortClosedError) return goOn;
      goOn();
      throw failure;
    }
    return goOn;
  }
}
