/** One piece of work that several wait for. */
interface Read<T> {
  result: Promise<T>;
  waiting: number;
  /** Aborts the work when nobody waits any more. */
  nobody: AbortController;
  hasBegun: boolean;
}

/**
 * Lets callers that ask for the same at the same time share one answer. A caller never gets the answer of work that had begun
 * before it asked, so it sees everything that was there when it asked.
 */
export class SharedReads<T> {
  readonly #latest = new Map<string, Read<T>>();

  /**
   * @param key what is asked for
   * @param left aborts when the caller no longer waits; work that nobody waits for is aborted
   * @throws whatever `work` throws; the reason of `left`
   */
  async get(key: string, left: AbortSignal, work: (nobody: AbortSignal) => Promise<T>): Promise<T> {
    left.throwIfAborted();
    const latest = this.#latest.get(key);
    const read = latest && !latest.hasBegun && !latest.nobody.signal.aborted ? latest : this.#add(key, latest, work);
    read.waiting += 1;
    const leaves = Promise.withResolvers<never>();
    const leave = (): void => leaves.reject(left.reason as Error);
    left.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([read.result, leaves.promise]);
    } finally {
      left.removeEventListener('abort', leave);
      read.waiting -= 1;
      if (read.waiting === 0) read.nobody.abort(left.reason);
    }
  }

  /** @param before after which it begins */
  #add(key: string, before: Read<T> | undefined, work: (nobody: AbortSignal) => Promise<T>): Read<T> {
    const nobody = new AbortController();
    const begin = (): Promise<T> => {
      read.hasBegun = true;
      nobody.signal.throwIfAborted();
      return work(nobody.signal);
    };
    const begun = before ? before.result.then(begin, begin) : Promise.resolve().then(begin);
    const result = begun.finally(() => {
      if (this.#latest.get(key) === read) this.#latest.delete(key);
    });
    // Also when everybody has left.
    result.catch(() => undefined);
    const read: Read<T> = { result, waiting: 0, nobody, hasBegun: false };
    this.#latest.set(key, read);
    return read;
  }
}
