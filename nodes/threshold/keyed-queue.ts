/**
 * Runs tasks of the same key one after the other, and tasks of different keys concurrently. A task whose key is free
 * runs at once. If it also finishes synchronously, no promise is created, so the common case costs almost nothing.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Whether no task of any key is waited for. */
  get isIdle(): boolean {
    return this.#tails.size === 0;
  }

  run<T>(key: string, task: () => Promise<T> | undefined): Promise<T | undefined> | undefined {
    const before = this.#tails.get(key);
    const result: Promise<T | undefined> | undefined = before ? before.then(task) : task();
    if (!result) return undefined;
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }
}
