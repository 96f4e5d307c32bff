import type { Logger } from 'pino';
import type { ChangeName, Changes } from './changes.ts';

type Listener<Name extends ChangeName> = (change: Changes[Name]) => unknown;

/**
 * Informs the parts of the server about each other's changes. The listeners of a change are called one after another,
 * in the order in which they subscribed. This way memory is up to date before values are judged by it, and both happen
 * before the dashboard is informed.
 */
export class ChangeBus {
  readonly #log: Logger;
  readonly #listeners = new Map<ChangeName, Listener<never>[]>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @returns a function that ends the subscription */
  on<Name extends ChangeName>(names: Name | readonly Name[], listener: Listener<Name>): () => void {
    const all = [names].flat() as Name[];
    for (const name of all) this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => {
      for (const name of all) {
        const others = (this.#listeners.get(name) ?? []).filter((other) => other !== listener);
        this.#listeners.set(name, others);
      }
    };
  }

  /**
   * Never rejects: the change has been made, even if a listener fails. A failure is logged.
   * @returns the failures, once every listener is done
   */
  async publish<Name extends ChangeName>(name: Name, change: Changes[Name]): Promise<Error[]> {
    const failures: Error[] = [];
    for (const listener of (this.#listeners.get(name) ?? []) as Listener<Name>[]) {
      try {
        await listener(change);
      } catch (failure) {
        failures.push(failure instanceof Error ? failure : new Error(String(failure)));
        this.#log.warn({ err: failure }, `not all of the server has taken in a change (${name.replaceAll('_', ' ')})`);
      }
    }
    return failures;
  }
}
