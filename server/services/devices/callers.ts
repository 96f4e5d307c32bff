import { randomUUID } from 'node:crypto';

/**
 * Who waits for the answer to a registration. It travels through a flow, which may lose it, and the caller may leave
 * meanwhile: what was made for somebody who never gets the answer is undone.
 */
export class Callers {
  readonly #undo = new Map<string, (() => void) | undefined>();

  /** Somebody begins to wait. @returns an id that travels with the request */
  arrive(): string {
    const id = randomUUID();
    this.#undo.set(id, undefined);
    return id;
  }

  isWaiting(id: string): boolean {
    return this.#undo.has(id);
  }

  /** Calls `undo` if the caller leaves without an answer; at once if it has left. */
  ifUnanswered(id: string, undo: () => void): void {
    if (this.#undo.has(id)) this.#undo.set(id, undo);
    else undo();
  }

  leave(id: string, wasAnswered: boolean): void {
    const undo = this.#undo.get(id);
    this.#undo.delete(id);
    if (!wasAnswered) undo?.();
  }
}
