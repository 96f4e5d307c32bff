import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { hasOwnTime, type Reading } from '@plantops/shared/messages.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { StoredValues, Stored } from '../../db/repositories/telemetry.ts';

export interface SameTimesOptions {
  /** The rows of these devices and times, in any order. */
  read: (readings: readonly Pick<Reading, 'deviceId' | 'time'>[]) => Promise<StoredValues[]>;
  findings: () => Pick<Findings, 'note'>;
  log: Logger;
}

/** What was said of a time. */
type Said = Pick<Reading, 'deviceId' | 'time' | 'values'> & { raw: Reading['raw'] | undefined };

const keyOf = ({ deviceId, time }: Pick<Reading, 'deviceId' | 'time'>): string => `${deviceId} ${time.getTime()}`;

/**
 * Looks whether what came again for a time says something else than what is stored there: then a value was not kept, and its
 * owner should know. What the broker hands out again after a kill says the same.
 */
export class SameTimes {
  readonly #options: SameTimesOptions;

  constructor(options: SameTimesOptions) {
    this.#options = options;
  }

  /** Takes a batch that was stored. @param became of each reading */
  async take(readings: readonly Reading[], became: readonly Stored[]): Promise<void> {
    const again = readings.filter((reading, place) => became[place] !== 'stored' && hasOwnTime(reading));
    if (again.length === 0) return;
    // Who is told of the batch next changes the values of a reading to those that are new.
    const said = again.map(({ deviceId, time, values, raw }) => ({ deviceId, time, values, raw }));
    try {
      const rows = new Map((await this.#options.read(said)).map((row) => [keyOf(row), row]));
      for (const reading of said) {
        const row = rows.get(keyOf(reading));
        if (row) this.#compare(reading, row);
      }
    } catch (failure) {
      this.#options.log.warn({ err: failure }, 'readings of the same time are not compared');
    }
  }

  #compare({ deviceId, time, values, raw }: Said, row: StoredValues): void {
    for (const metric of METRIC_NAMES) {
      // A value that is made of a raw one changes with its calibration.
      const [sent, stored] =
        raw?.[metric] === undefined ? [values[metric], row.values[metric]] : rawOf(metric, raw, row);
      if (sent === undefined || stored === undefined || sent === stored) continue;
      const evidence = { time: time.toISOString(), stored, sent };
      this.#options.findings().note(deviceId, { code: 'same_time', metric, evidence });
    }
  }
}

const rawOf = (metric: Metric, raw: NonNullable<Reading['raw']>, row: StoredValues) => [raw[metric], row.raw?.[metric]];
