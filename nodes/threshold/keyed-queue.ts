/**
 * Runs tasks of the same key one after the other, those of different keys side by side. A task whose key is free
 * runs at once; when it also finishes at once there is no promise, so the common case costs next to nothing.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

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
