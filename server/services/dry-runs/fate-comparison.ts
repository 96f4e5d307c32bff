import { type DryRunDifference, LISTED } from '@plantops/shared/api/dry-runs.ts';
import type { DryFate, StoredReading } from '../../port/dry-offers.ts';

const keyOf = ({ deviceId, time }: StoredReading): string => `${time} ${deviceId}`;

const textOf = (stored: readonly StoredReading[]): string =>
  JSON.stringify(
    stored.map((reading) => [keyOf(reading), reading.plantId, Object.entries(reading.values).sort()] as const).sort(),
  );

type Side = 'tried' | 'running';

/**
 * Compares what two runs store of the same messages. It remembers a message only until its fate is known in both, so that
 * a run of any length takes little memory.
 */
export class FateComparison {
  readonly #waiting = new Map<number, { side: Side; stored: readonly StoredReading[] }>();
  different = 0;
  readonly differences: DryRunDifference[] = [];

  take(side: Side, fates: readonly DryFate[]): void {
    for (const { number, stored } of fates) {
      if (number === 0) continue;
      const other = this.#waiting.get(number);
      if (!other || other.side === side) this.#waiting.set(number, { side, stored });
      else {
        this.#waiting.delete(number);
        if (side === 'tried') this.#compare(stored, other.stored);
        else this.#compare(other.stored, stored);
      }
    }
  }

  /** Nothing more comes: what is known of one side only was not decided in the other. */
  end(): void {
    for (const { side, stored } of this.#waiting.values())
      if (side === 'tried') this.#compare(stored, []);
      else this.#compare([], stored);
    this.#waiting.clear();
  }

  #compare(tried: readonly StoredReading[], running: readonly StoredReading[]): void {
    if (textOf(tried) === textOf(running)) return;
    this.different += 1;
    if (this.differences.length >= LISTED) return;
    const others = new Map(running.map((reading) => [keyOf(reading), reading]));
    for (const reading of tried) {
      const other = others.get(keyOf(reading));
      others.delete(keyOf(reading));
      if (!other || textOf([reading]) !== textOf([other])) this.#note(reading, reading, other);
    }
    for (const other of others.values()) this.#note(other, undefined, other);
  }

  #note({ deviceId, time }: StoredReading, tried: StoredReading | undefined, running: StoredReading | undefined): void {
    if (this.differences.length >= LISTED) return;
    this.differences.push({
      device_id: deviceId,
      time: new Date(time).toISOString(),
      running: running?.values ?? null,
      tried: tried?.values ?? null,
    });
  }
}
