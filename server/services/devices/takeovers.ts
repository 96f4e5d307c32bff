import type { Clock } from '@plantops/shared/clock.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

/** A device that has credentials. */
export interface Holder {
  deviceId: string;
  macAddress: string;
  lastSeenAt: Date | null;
}

export interface TakeoversOptions {
  findings: Findings;
  /** A device that was heard within this time, and since this start of the server, is alive (ms). */
  aliveMs: number;
  /** The address from which a device was connected to the broker last, as far as its log says. */
  connectedFrom: (deviceId: string) => string | undefined;
  clock: Clock;
}

/** So often a registration may take the credentials of a device that is alive: a board that restarts registers again. */
const MOST_IN_A_ROW = 3;
/** After this long without any such registration they are counted anew (ms). */
const CALM_MS = 3_600_000;
/** The most devices of which is remembered where they were registered from; the oldest go first. */
const REMEMBERED = 10_000;

/**
 * Watches registrations of devices that are alive. Each takes the credentials from a board that works: from a board that
 * was reset a moment ago, or from another that claims the same MAC address. Two that do would take them from each other
 * for ever, so that after a few the one that has them keeps them for as long as it is heard.
 *
 * What was heard before the server stopped does not count: after a power cut the boards come up with it.
 *
 * One that comes from the address of the board itself, or of the registration before, is nobody's intrusion: a board that was
 * reset, or an owner who registers once more. It counts, and is not told.
 */
export class Takeovers {
  readonly #options: TakeoversOptions;
  readonly #startedAt: Date;
  readonly #taken = new Map<string, { times: number; last: Date }>();
  readonly #registeredFrom = new Map<string, string>();

  constructor(options: TakeoversOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /**
   * Asks whether a device may be registered again, and notes it if it is alive and somebody else asks.
   * @param address of who asks; undefined if that is not known
   * @throws ProblemError `device_contested`
   */
  admit({ deviceId, macAddress, lastSeenAt }: Holder, address: string | undefined): void {
    const { findings, aliveMs, connectedFrom, clock } = this.#options;
    const now = clock.now();
    if (lastSeenAt === null || lastSeenAt < this.#startedAt) return;
    const silentMs = now.getTime() - lastSeenAt.getTime();
    if (silentMs > aliveMs) return;
    const known = this.#taken.get(deviceId);
    const times = known && now.getTime() - known.last.getTime() < CALM_MS ? known.times : 0;
    this.#taken.set(deviceId, { times: Math.min(times + 1, MOST_IN_A_ROW + 1), last: now });
    if (times < MOST_IN_A_ROW) {
      const isItself =
        address !== undefined && [connectedFrom(deviceId), this.#registeredFrom.get(deviceId)].includes(address);
      if (!isItself)
        findings.note(deviceId, {
          code: 'credentials_taken',
          evidence: { heard_s: Math.max(0, Math.round(silentMs / 1000)) },
        });
      return;
    }
    findings.note(deviceId, { code: 'two_boards', evidence: { how: 'registrations', times: MOST_IN_A_ROW } });
    throw new ProblemError(
      'device_contested',
      `${macAddress} is in use: a board with this address was heard ${Math.round(silentMs / 1000)} s ago, and it was registered again ${MOST_IN_A_ROW} times while it was alive. Give each board an address of its own, or switch the other one off and try again in a few minutes`,
    );
  }

  /** Notes from where a device was registered. */
  registered(deviceId: string, address: string | undefined): void {
    this.#registeredFrom.delete(deviceId);
    if (address === undefined) return;
    this.#registeredFrom.set(deviceId, address);
    const [oldest] = this.#registeredFrom.keys();
    if (this.#registeredFrom.size > REMEMBERED && oldest !== undefined) this.#registeredFrom.delete(oldest);
  }
}
