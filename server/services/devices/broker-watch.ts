import type { Clock } from '@plantops/shared/clock.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import { type BrokerLine, readBrokerLine } from '../../broker/broker-log.ts';
import type { SeenAccount } from './unheard-devices.ts';

export interface BrokerWatchOptions {
  findings: Findings;
  /** Whether a broker's account is that of a device. */
  isDevice: (username: string) => boolean;
  /** Shuts a device out that two boards have taken from each other for so many minutes. */
  pause: (deviceId: string, minutes: number) => void;
  /** Calls these with each line that says something. */
  others: readonly ((line: BrokerLine) => void)[];
  clock: Clock;
}

/** So many connections within `CONTEST_MS` that each end the one before are those of two boards. */
const CONTEST_TIMES = 4;
const CONTEST_MS = 60_000;
/**
 * Boards that take an account from each other for so long without a pause are stopped: what comes of it is from two places
 * in turn, and true of neither (ms).
 */
const STOPPED_AFTER_MS = 5 * 60_000;
/**
 * So often within `CONTEST_MS` the origin must have changed from one connection to the next: one board keeps its address, and
 * asks for the same version, session and keep-alive.
 */
const FEWEST_CHANGES = 3;
/** Boards that were told apart otherwise are two for so long (ms). */
const TOLD_APART_MS = 10 * 60_000;
/** The most addresses and accounts that are remembered; the oldest go first. */
const REMEMBERED = 10_000;

/**
 * Reads in the broker's log what it refuses, and notes it at the device that it concerns. Where the broker does not name
 * the account, it is the device that was last connected from the address, if there is only one that is away.
 */
export class BrokerWatch {
  readonly #options: BrokerWatchOptions;
  /** Of each account: from where it was connected last, whether it still is, since when it was seen, and how often. */
  readonly #seen = new Map<string, Omit<SeenAccount, 'username'> & { address: string }>();
  /** When the connection of an account was last replaced (ms on the clock's scale of spans). */
  readonly #replaced = new Map<string, number[]>();
  /** When boards of an account were last told apart by what they say of themselves (ms on the clock's scale of spans). */
  readonly #toldApart = new Map<string, number>();
  /** Accounts that two boards take from each other: since when, and until when it was noticed. */
  readonly #contests = new Map<string, { sinceMs: number; lastMs: number }>();
  /** From where, and how, these accounts were connected within `CONTEST_MS`. */
  readonly #connections = new Map<string, { origin: string; atMs: number }[]>();
  #arrivedFrom: string | undefined;

  constructor(options: BrokerWatchOptions) {
    this.#options = options;
  }

  /** The devices that the broker has let in since the start. */
  *seenDevices(): Generator<SeenAccount> {
    for (const [username, seen] of this.#seen) if (this.#options.isDevice(username)) yield { username, ...seen };
  }

  /** The address from which an account was connected last. */
  addressOf(username: string): string | undefined {
    return this.#seen.get(username)?.address;
  }

  /** The boards of these accounts say things of themselves that one alone cannot. */
  toldApart(usernames: readonly string[]): void {
    for (const username of usernames) remember(this.#toldApart, username, this.#options.clock.elapsedMs());
  }

  /** Takes a line of the broker's log. */
  take(text: string): void {
    const line = readBrokerLine(text);
    if (!line) return;
    for (const take of this.#options.others) take(line);
    switch (line.what) {
      // The concern of the others.
      case 'will':
      case 'no_will':
      case 'topic':
      case 'published':
      case 'denied':
        break;
      case 'arrived':
        this.#arrivedFrom = line.address;
        break;
      case 'connected':
        this.#noteSeen(line.username, line.address);
        this.#noteConnected(line.username, `${line.address} ${line.form}`);
        break;
      case 'replaced':
        this.#noteReplaced(line.username);
        break;
      case 'left':
        this.#left(line.username);
        break;
      case 'refused': {
        if (line.username !== undefined) this.#left(line.username);
        const username = line.username ?? this.#awayFrom(this.#arrivedFrom);
        // That one that is shut out is not let in is said of it already.
        if (
          username !== undefined &&
          this.#options.isDevice(username) &&
          !this.#options.findings.has(username, 'account_paused')
        )
          this.#options.findings.note(username, { code: 'broker_refused', evidence: { why: line.why } });
        break;
      }
    }
  }

  #left(username: string): void {
    const seen = this.#seen.get(username);
    if (seen) seen.isConnected = false;
  }

  #awayFrom(address: string | undefined): string | undefined {
    const away = [...this.#seen].filter(
      ([username, seen]) => seen.address === address && !seen.isConnected && this.#options.isDevice(username),
    );
    return away.length === 1 ? away[0]?.[0] : undefined;
  }

  #noteReplaced(username: string): void {
    const { findings, isDevice, pause, clock } = this.#options;
    if (!isDevice(username)) return;
    const now = clock.elapsedMs();
    const times = [...(this.#replaced.get(username) ?? []), now].filter((at) => now - at < CONTEST_MS);
    remember(this.#replaced, username, times);
    if (times.length < CONTEST_TIMES) return;
    findings.note(username, { code: 'two_boards', evidence: { how: 'connections', times: times.length } });
    if (!this.#changesItsOrigin(username) && !this.#isToldApart(username)) return;
    const before = this.#contests.get(username);
    const sinceMs = before && now - before.lastMs < CONTEST_MS ? before.sinceMs : now;
    remember(this.#contests, username, { sinceMs, lastMs: now });
    if (now - sinceMs < STOPPED_AFTER_MS) return;
    this.#contests.delete(username);
    pause(username, Math.round((now - sinceMs) / 60_000));
  }

  #noteSeen(username: string, address: string): void {
    const { firstMs = this.#options.clock.elapsedMs(), times = 0 } = this.#seen.get(username) ?? {};
    remember(this.#seen, username, { address, isConnected: true, firstMs, times: times + 1 });
  }

  #noteConnected(username: string, origin: string): void {
    if (!this.#replaced.has(username)) return;
    const atMs = this.#options.clock.elapsedMs();
    const known = this.#connections.get(username) ?? [];
    const recent = known.filter((connection) => atMs - connection.atMs < CONTEST_MS);
    remember(this.#connections, username, [...recent, { origin, atMs }]);
  }

  /** Whether the account is connected from one origin and from another, again and again. */
  #changesItsOrigin(username: string): boolean {
    const connections = this.#connections.get(username) ?? [];
    const changes = connections.filter(({ origin }, nth) => nth > 0 && origin !== connections[nth - 1]?.origin);
    return changes.length >= FEWEST_CHANGES;
  }

  #isToldApart(username: string): boolean {
    const atMs = this.#toldApart.get(username);
    return atMs !== undefined && this.#options.clock.elapsedMs() - atMs < TOLD_APART_MS;
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}
