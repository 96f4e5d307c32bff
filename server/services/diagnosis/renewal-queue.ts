/** Renews things one after another, a few at once, and each of them once however often it is asked for meanwhile. */
export class RenewalQueue<Result> {
  readonly #renew: (id: string) => Promise<Result>;
  readonly #places: number;
  readonly #waiting = new Map<string, PromiseWithResolvers<Result>>();
  readonly #active = new Map<string, Promise<Result>>();
  #stopped = false;

  /** @param places how many are renewed at once */
  constructor(places: number, renew: (id: string) => Promise<Result>) {
    this.#places = places;
    this.#renew = renew;
  }

  /** How many wait for their turn. */
  get length(): number {
    return this.#waiting.size;
  }

  /**
   * Renews it after those that wait already. One that is being renewed at the moment is renewed once more, since what was
   * read for it may be older than this call.
   * @param isUrgent before all others
   * @returns what came of it; rejects as the renewal does, and if the queue is stopped before its turn
   */
  renew(id: string, isUrgent = false): Promise<Result> {
    const known = this.#waiting.get(id);
    if (known && !isUrgent) return known.promise;
    const turn = known ?? Promise.withResolvers<Result>();
    // Many are renewed for themselves: nobody waits for them.
    turn.promise.catch(() => undefined);
    if (isUrgent) {
      const others = [...this.#waiting].filter(([other]) => other !== id);
      this.#waiting.clear();
      for (const [other, theirs] of [[id, turn] as const, ...others]) this.#waiting.set(other, theirs);
    } else this.#waiting.set(id, turn);
    this.#next();
    return turn.promise;
  }

  /** Begins no more. Resolves once nothing is being renewed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const turn of this.#waiting.values()) turn.reject(new Error('The server is stopping'));
    this.#waiting.clear();
    await Promise.allSettled(this.#active.values());
  }

  #next(): void {
    while (!this.#stopped && this.#active.size < this.#places) {
      const found = [...this.#waiting].find(([waiting]) => !this.#active.has(waiting));
      if (!found) return;
      const [id, turn] = found;
      this.#waiting.delete(id);
      const work = this.#renew(id);
      this.#active.set(id, work);
      void work.then(turn.resolve, turn.reject).then(() => {
        this.#active.delete(id);
        this.#next();
      });
    }
  }
}
