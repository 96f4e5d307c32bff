import type { ClockVerdict, DeviceClocks } from '@plantops/shared/ports.ts';
import { type ClockState, placeInTime, unknownClock } from './device-clock.ts';

/** Knows the clocks of all devices by heart. */
export class ClockMemory implements DeviceClocks {
  readonly #states = new Map<string, ClockState>();
  readonly #onOffset: (deviceId: string, offsetMs: number | undefined) => void;
  readonly #onRight: (deviceId: string) => void;

  /**
   * @param onOffset is told when the offset of a clock is found, changes, or is gone
   * @param onRight is told when a right time comes, after others or as the first
   */
  constructor(
    onOffset: (deviceId: string, offsetMs: number | undefined) => void = () => undefined,
    onRight: (deviceId: string) => void = () => undefined,
  ) {
    this.#onOffset = onOffset;
    this.#onRight = onRight;
  }

  /** Takes the offsets that were known before, in place of all. */
  load(offsets: Iterable<readonly [deviceId: string, offsetMs: number]>): void {
    this.#states.clear();
    for (const [deviceId, offsetMs] of offsets) this.#states.set(deviceId, unknownClock(offsetMs));
  }

  forget(deviceId: string): void {
    this.#states.delete(deviceId);
  }

  place(deviceId: string, sentMs: number, receivedAt: Date, aheadMs: number): ClockVerdict {
    let state = this.#states.get(deviceId);
    if (!state) {
      state = unknownClock();
      this.#states.set(deviceId, state);
    }
    const { offsetMs: before, isRight: wasRight } = state;
    const verdict = placeInTime(state, sentMs, receivedAt, aheadMs);
    if (state.offsetMs !== before) this.#onOffset(deviceId, state.offsetMs);
    if (state.isRight && !wasRight) this.#onRight(deviceId);
    return verdict;
  }
}
