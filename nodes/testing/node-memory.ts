import type { NodeMemory } from '../runtime/node-red.ts';

/** The context of a node, in memory. */
export class MemoryOfTest implements NodeMemory {
  readonly #values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  set(key: string, value: unknown): void {
    this.#values.set(key, value);
  }

  /** The same as a context store reads it from its files. */
  afterRestart(): MemoryOfTest {
    const read = new MemoryOfTest();
    for (const [key, value] of this.#values) read.set(key, JSON.parse(JSON.stringify(value)));
    return read;
  }
}
