import type { NodeHealth } from '@plantops/shared/ports.ts';

/** Remembers which nodes could not start, until they do or are gone. */
export class FailingNodes implements NodeHealth {
  readonly #problems = new Map<string, string>();
  readonly #nameOf: (node: { id: string }) => string;

  /** @param nameOf gives a node in words */
  constructor(nameOf: (node: { id: string }) => string) {
    this.#nameOf = nameOf;
  }

  failing({ id }: { id: string }, problem: string): void {
    this.#problems.set(id, problem);
  }

  well({ id }: { id: string }): void {
    this.#problems.delete(id);
  }

  list(): { id: string; node: string; problem: string }[] {
    return [...this.#problems].map(([id, problem]) => ({ id, node: this.#nameOf({ id }), problem }));
  }
}
