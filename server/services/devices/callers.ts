import { randomUUID } from 'node:crypto';

/**
 * Who waits for the answer to a registration. It travels through a flow, which may lose it, and the caller may leave
 * meanwhile: what was made for somebody who never gets the answer is undone.
 */
export class Callers {
  readonly #waiting = new Map<string, { address: string; undo: (() => void) | undefined }>();

  /** Somebody begins to wait. @param address where from @returns an id that travels with the request */
  arrive(address: string): string {
    const id = randomUUID();
    this.#waiting.set(id, { address, undo: undefined });
    return id;
  }

  isWaiting(id: string): boolean {
    return this.#waiting.has(id);
  }

  addressOf(id: string): string | undefined {
    return this.#waiting.get(id)?.address;
  }

  /** Calls `undo` if the caller leaves without an answer; at once if it has left. */
  ifUnanswered(id: string, undo: () => void): void {
    const caller = this.#waiting.get(id);
    if (caller) caller.undo = undo;
    else undo();
  }

  leave(id: string, wasAnswered: boolean): void {
    const caller = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!wasAnswered) caller?.undo?.();
  }
}
