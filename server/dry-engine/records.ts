import type { Closing, DryAlert, DryCommand, DryFate, DryNotice, Happened, StoredReading } from '../port/dry-offers.ts';

type FateChange = Partial<Pick<DryFate, 'setAside' | 'letGo' | 'answer' | 'refusal'>>;

/** What happened since it was last asked for. */
export class Records {
  readonly #fates = new Map<number, DryFate>();
  /** Messages whose fate is known and told with the next answer. */
  readonly #decided = new Set<number>();
  readonly #told = new Set<number>();
  #alerts: DryAlert[] = [];
  #notices: DryNotice[] = [];
  #commands: DryCommand[] = [];
  stopped: string | undefined;
  /** Grows with everything that is recorded, so that it can be seen whether anything still happens. */
  changes = 0;

  stored(number: number, reading: StoredReading): void {
    this.#fateOf(number).stored.push(reading);
  }

  repeated(number: number): void {
    this.#fateOf(number).repeated += 1;
  }

  rejected(number: number, reason: string): void {
    this.#fateOf(number).rejected.push(reason);
  }

  became(number: number, change: FateChange): void {
    Object.assign(this.#fateOf(number), change);
  }

  alert(alert: DryAlert): void {
    this.changes += 1;
    this.#alerts.push(alert);
  }

  notice(notice: DryNotice): void {
    this.changes += 1;
    this.#notices.push(notice);
  }

  command(command: DryCommand): void {
    this.changes += 1;
    this.#commands.push(command);
  }

  /** Nothing more is expected to become of the message. */
  decided(number: number): void {
    this.changes += 1;
    this.#fateOf(number);
    this.#decided.add(number);
  }

  /** Everything that is known and was not told yet. */
  take(): Happened {
    const fates: DryFate[] = [];
    for (const [number, fate] of this.#fates) {
      if (number !== 0 && !this.#decided.has(number)) continue;
      fates.push(fate);
      this.#fates.delete(number);
      this.#decided.delete(number);
      this.#noteTold(number);
    }
    const happened = {
      fates,
      alerts: this.#alerts,
      notices: this.#notices,
      commands: this.#commands,
      stopped: this.stopped,
    };
    this.#alerts = [];
    this.#notices = [];
    this.#commands = [];
    return happened;
  }

  #fateOf(number: number): DryFate {
    this.changes += 1;
    // What a flow does with a message after that was answered for is its own doing.
    const key = this.#told.has(number) ? 0 : number;
    let fate = this.#fates.get(key);
    if (!fate) {
      fate = { number: key, stored: [], repeated: 0, rejected: [] };
      this.#fates.set(key, fate);
    }
    return fate;
  }

  #noteTold(number: number): void {
    if (number === 0) return;
    this.#told.add(number);
    // Sets keep the order in which things came.
    const [oldest] = this.#told;
    if (this.#told.size > REMEMBERED && oldest !== undefined) this.#told.delete(oldest);
  }
}

/** So many messages may be held back by a flow after they were answered for. */
const REMEMBERED = 10_000;

type NodeTally = Closing['errors'][number];

/** Counts by node. */
export class NodeTallies {
  readonly #tallies = new Map<string, NodeTally>();

  /** @param name gives the node in words */
  count(nodeId: string, name: (nodeId: string) => string, text = ''): void {
    const before = this.#tallies.get(nodeId);
    this.#tallies.set(nodeId, { nodeId, node: before?.node ?? name(nodeId), count: (before?.count ?? 0) + 1, text });
  }

  list(): NodeTally[] {
    return [...this.#tallies.values()];
  }
}
