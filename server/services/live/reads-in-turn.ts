/**
 * Reads things and tells of them, one read at a time. Of two reads at once, the one that began first may end last, and
 * whoever is told would keep the older state. What is asked for while a read is under way is read together afterwards.
 */
export class ReadsInTurn<Id, Thing> {
  readonly #readAndTell: (ids: Id[]) => Promise<Thing[]>;
  #turn: Promise<unknown> = Promise.resolve();
  /** What the next read is of. */
  #next: { ids: Set<Id>; told: Promise<Thing[]> } | undefined;
  /** What is being read. */
  #underWay: ReadonlySet<Id> = new Set();

  constructor(readAndTell: (ids: Id[]) => Promise<Thing[]>) {
    this.#readAndTell = readAndTell;
  }

  /**
   * Tells of these as they are now, or at a later moment.
   * @returns what was read, perhaps with others that were asked for meanwhile
   * @throws whatever the read throws
   */
  of(ids: readonly Id[]): Promise<Thing[]> {
    if (ids.length === 0) return Promise.resolve([]);
    if (this.#next) {
      for (const id of ids) this.#next.ids.add(id);
      return this.#next.told;
    }
    const wanted = new Set(ids);
    const told = this.after(() => {
      this.#next = undefined;
      return this.#readAndTell([...wanted]);
    }, wanted);
    this.#next = { ids: wanted, told };
    return told;
  }

  /** Reads those of these again that are being read: what is told of them may be from before. */
  again(ids: readonly Id[]): Promise<Thing[]> {
    return this.of(ids.filter((id) => this.#underWay.has(id)));
  }

  /**
   * Does this when nothing is being read: what was read before it is told before it.
   * @param reads what it reads
   */
  after<Result>(work: () => Result | Promise<Result>, reads: ReadonlySet<Id> = new Set()): Promise<Result> {
    const done = this.#turn.then(async () => {
      this.#underWay = reads;
      try {
        return await work();
      } finally {
        this.#underWay = new Set();
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
