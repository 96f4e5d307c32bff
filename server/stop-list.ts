import type { Logger } from 'pino';

/** Something that can be started and stopped. */
export interface Part {
  name: string;
  start?: () => unknown;
  stop?: () => unknown;
}

/** Remembers what was started and how to stop it. Stops in reverse order, each part even if another one fails. */
export class StopList {
  readonly #steps: { name: string; stop: () => unknown }[] = [];
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, stop: () => unknown): void {
    this.#steps.push({ name, stop });
  }

  /** Starts parts one after another. `stopAll` also stops a part whose start failed. */
  async startAll(parts: readonly Part[]): Promise<void> {
    for (const { name, start, stop } of parts) {
      if (stop) this.add(name, stop);
      await start?.();
    }
  }

  async stopAll(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.stop();
        this.#log.debug(`${step.name} stopped`);
      } catch (failure) {
        this.#log.error({ err: failure }, `${step.name} could not be stopped cleanly`);
      }
    }
  }
}
