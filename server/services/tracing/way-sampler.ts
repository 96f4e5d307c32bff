/** At most so many readings are followed closely each second, of all devices. */
export const SAMPLED_PER_S = 20;
/** A device's readings are followed closely at most so often (ms). */
const DEVICE_EVERY_MS = 1000;
/** The most devices that are told apart. */
const MOST_DEVICES = 10_000;

/**
 * Chooses the readings that are followed closely: of each device its share of those that may be, so that those that send
 * often do not take the places of others.
 */
export class WaySampler {
  /** When a reading of each device was chosen last. */
  readonly #chosenAtMs = new Map<string, number>();
  #secondAtMs = Number.NEGATIVE_INFINITY;
  #inSecond = 0;

  chooses(deviceId: string, nowMs: number): boolean {
    const before = this.#chosenAtMs.get(deviceId) ?? this.#meet(deviceId);
    const everyMs = Math.max(DEVICE_EVERY_MS, (this.#chosenAtMs.size * 1000) / SAMPLED_PER_S);
    if (nowMs - before < everyMs) return false;
    if (nowMs - this.#secondAtMs >= 1000) {
      this.#secondAtMs = nowMs;
      this.#inSecond = 0;
    }
    if (this.#inSecond >= SAMPLED_PER_S) return false;
    this.#inSecond += 1;
    this.#chosenAtMs.set(deviceId, nowMs);
    return true;
  }

  /** A device that was not heard before. One that was forgotten is met again. */
  #meet(deviceId: string): number {
    if (this.#chosenAtMs.size >= MOST_DEVICES) this.#chosenAtMs.clear();
    this.#chosenAtMs.set(deviceId, Number.NEGATIVE_INFINITY);
    return Number.NEGATIVE_INFINITY;
  }
}
