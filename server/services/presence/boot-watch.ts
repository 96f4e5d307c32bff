import type { ChangeBus } from '../bus/change-bus.ts';

/** What boards say of when they were started differs by so much at most: whole seconds, and the network (ms). */
const SAME_MS = 10_000;
/** A start that lies so far before the one that was told last is another board's (ms). */
const EARLIER_MS = 30_000;
/** So often must an earlier start have come back, within this time (ms). */
const TIMES = 3;
const WITHIN_MS = 10 * 60_000;
/** So many starts of a device are remembered. */
const KEPT = 4;

interface Boots {
  /** When the boards of the device were started (ms since 1970), the one that was told last at the end. */
  startedMs: number[];
  /** When an earlier start came back (ms since 1970). */
  backMs: number[];
}

/**
 * Tells two boards with one account by how long they say that they run: a board that is started anew was started later than
 * before, so a start that has been told earlier and comes back is that of another board, which still runs. It needs neither
 * addresses nor names, which two boards behind one router have in common.
 */
export class BootWatch {
  readonly #bus: ChangeBus;
  readonly #boots = new Map<string, Boots>();

  constructor(bus: ChangeBus) {
    this.#bus = bus;
    bus.on('device_removed', ({ deviceId }) => void this.#boots.delete(deviceId));
    bus.on('data_replaced', () => this.#boots.clear());
  }

  /** Takes how long a board says that it runs (s). */
  heard(deviceId: string, at: Date, uptimeS: number): void {
    const atMs = at.getTime();
    const startedMs = atMs - uptimeS * 1000;
    const boots = this.#boots.get(deviceId);
    if (!boots) {
      this.#boots.set(deviceId, { startedMs: [startedMs], backMs: [] });
      return;
    }
    const known = boots.startedMs.findIndex((one) => Math.abs(one - startedMs) <= SAME_MS);
    const last = boots.startedMs.at(-1) ?? startedMs;
    const isBack = known >= 0 && startedMs < last - EARLIER_MS;
    if (known >= 0) boots.startedMs.splice(known, 1);
    boots.startedMs = [...boots.startedMs, startedMs].slice(-KEPT);
    if (!isBack) return;
    boots.backMs = [...boots.backMs, atMs].filter((one) => atMs - one < WITHIN_MS);
    if (boots.backMs.length >= TIMES) void this.#bus.publish('boards_told_apart', { deviceIds: [deviceId] });
  }
}
