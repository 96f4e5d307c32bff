import type { KeptWay } from './kept-way.ts';

/** How many ways are kept of each device: of readings that are a sample, and as many of messages that failed. */
export const KEPT_PER_DEVICE = 10;
/** How many ways are kept of all devices. One takes about 3 kB, and 40 kB at the most. */
export const KEPT_IN_ALL = 1000;

/** The newest ways, of each device and of all. */
export class KeptWays {
  /** Oldest first. */
  readonly #all = new Map<number, KeptWay>();
  readonly #ofDevice = new Map<string, KeptWay[]>();
  readonly #onDropped: (way: KeptWay) => void;

  /** @param onDropped called with each way that had to make room */
  constructor(onDropped: (way: KeptWay) => void) {
    this.#onDropped = onDropped;
  }

  get size(): number {
    return this.#all.size;
  }

  find(id: number): KeptWay | undefined {
    return this.#all.get(id);
  }

  add(way: KeptWay): void {
    this.#all.set(way.id, way);
    const { deviceId } = way.facts;
    const ofDevice = this.#ofDevice.get(deviceId) ?? [];
    ofDevice.push(way);
    this.#ofDevice.set(deviceId, ofDevice);
    this.makeRoom(way);
    if (this.#all.size > KEPT_IN_ALL) {
      const [oldest] = this.#all.values();
      if (oldest) this.#drop(oldest);
    }
  }

  /** Call it when a way has become one of a message that failed, too: those are kept apart. */
  makeRoom({ facts, hasFailed }: KeptWay): void {
    const alike = (this.#ofDevice.get(facts.deviceId) ?? []).filter((way) => way.hasFailed === hasFailed);
    for (const old of alike.slice(0, -KEPT_PER_DEVICE)) this.#drop(old);
  }

  remove(way: KeptWay): void {
    const { deviceId } = way.facts;
    this.#all.delete(way.id);
    const left = (this.#ofDevice.get(deviceId) ?? []).filter((other) => other !== way);
    if (left.length > 0) this.#ofDevice.set(deviceId, left);
    else this.#ofDevice.delete(deviceId);
  }

  /** Newest first. */
  ofDevice(deviceId: string): KeptWay[] {
    return (this.#ofDevice.get(deviceId) ?? []).toReversed();
  }

  #drop(way: KeptWay): void {
    this.remove(way);
    this.#onDropped(way);
  }
}
