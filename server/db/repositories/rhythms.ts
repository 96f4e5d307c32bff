import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { bindColumns, statement } from '../statement.ts';
import { DEVICE_LATEST, type LatestColumns } from './latest-columns.ts';

/** What is stored of how often a device is heard. */
export interface StoredRhythm {
  deviceId: string;
  setS: number | null;
  givenS: number | null;
  learnedS: number | null;
  sendsHeartbeats: boolean;
  /** As `saveRhythms` wrote it, or another version; null if nothing was written yet. */
  rhythm: unknown;
  /** The newest value of each metric, and when it was measured. */
  latest: { metric: Metric; value: number; at: Date }[];
}

type Row = Omit<StoredRhythm, 'latest'> & LatestColumns;

/** What is stored of all devices, or of these. */
export async function readRhythms(database: Queryable, deviceIds?: readonly string[]): Promise<StoredRhythm[]> {
  const { rows } = await database.query<Row>(
    `SELECT d.id AS "deviceId", d.report_interval_set_s AS "setS", d.report_interval_given_s AS "givenS",
            d.report_interval_learned_s AS "learnedS", d.sends_heartbeats AS "sendsHeartbeats", r.rhythm, ${DEVICE_LATEST}
     FROM devices d LEFT JOIN device_rhythms r ON r.device_id = d.id LEFT JOIN latest_readings l ON l.device_id = d.id
     ${deviceIds ? 'WHERE d.id = ANY($1)' : ''}`,
    deviceIds && [deviceIds],
  );
  return rows.map((row) => {
    const { deviceId, setS, givenS, learnedS, sendsHeartbeats, rhythm } = row;
    const latest = METRIC_NAMES.flatMap((metric) => {
      const [value, at] = [row[metric], row[`${metric}_at`]];
      return value === null || at === null ? [] : [{ metric, value, at }];
    });
    return { deviceId, setS, givenS, learnedS, sendsHeartbeats, rhythm, latest };
  });
}

const SAVE_RHYTHMS = statement<readonly { deviceId: string; rhythm: unknown }[]>((bind) => {
  const rhythms = bindColumns(bind, (input) => input, [
    ['text', ({ deviceId }) => deviceId],
    ['jsonb', ({ rhythm }) => JSON.stringify(rhythm)],
  ]);
  return `INSERT INTO device_rhythms (device_id, rhythm)
     SELECT d.id, r.rhythm FROM unnest(${rhythms}) AS r (device_id, rhythm) JOIN devices d ON d.id = r.device_id
     ON CONFLICT (device_id) DO UPDATE SET rhythm = EXCLUDED.rhythm`;
});

/** Keeps how often devices are heard. Those that no longer exist are passed over. */
export async function saveRhythms(
  database: Queryable,
  rhythms: readonly { deviceId: string; rhythm: unknown }[],
): Promise<void> {
  if (rhythms.length > 0) await database.query(SAVE_RHYTHMS(rhythms));
}
