import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { hasOwnTime, type Reading } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { float8Array, textArray, timestamptzArray } from '../binary-arrays.ts';
import { bindColumns, statement } from '../statement.ts';
import type { ReceiptTime } from './receipt-times.ts';

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

interface ReadingsToStore {
  rows: readonly Reading[];
  /** The newest values of each device that has any in the batch. */
  newest: readonly { deviceId: string; values: Newest }[];
  receipts: readonly ReceiptTime[];
  /** Rows of `waiting_messages` that the readings came from. */
  waiting: readonly number[];
}

/**
 * Stores readings and updates the newest values, in one statement. Returns how many rows are new. Only if some were
 * there before does it also return which ones are new, so the usual case sends almost nothing back.
 */
const INSERT_READINGS = statement<ReadingsToStore>((bind) => {
  // The columns of rows are the bulk of it, and in binary form.
  const times = bind('timestamptz[]', ({ rows }) => timestamptzArray(rows.map(({ time }) => time)));
  const rows = [
    bind('text[]', (input) => textArray(input.rows.map(({ deviceId }) => deviceId))),
    bind('text[]', (input) => textArray(input.rows.map(({ plantId }) => plantId))),
    ...METRIC_NAMES.map((metric) =>
      bind('float8[]', (input) => float8Array(input.rows.map(({ values }) => values[metric]))),
    ),
    bind('jsonb[]', (input) => input.rows.map(({ raw }) => (raw ? JSON.stringify(raw) : null))),
  ].join(', ');
  const newest = bindColumns(bind, (input) => input.newest, [
    ['text', ({ deviceId }) => deviceId],
    ...METRIC_NAMES.flatMap((metric) => [
      ['float8', ({ values }: { values: Newest }) => values[metric]?.value ?? null] as const,
      ['timestamptz', ({ values }: { values: Newest }) => values[metric]?.at ?? null] as const,
    ]),
  ]);
  const receipts = bindColumns(bind, (input) => input.receipts, [
    ['int', ({ packetId }) => packetId],
    ['text', ({ deviceId }) => deviceId],
    ['text', ({ payloadHash }) => payloadHash],
    ['timestamptz', ({ time }) => time],
    ['bigint', ({ delivery }) => delivery],
  ]);
  const waiting = bind('bigint[]', (input) => input.waiting);
  return `
  WITH stored AS (
    INSERT INTO telemetry (time, device_id, plant_id, ${METRIC_NAMES.join(', ')}, raw)
    SELECT * FROM unnest(${times}, ${rows})
    ON CONFLICT (device_id, time) DO NOTHING
    RETURNING device_id, time
  ), latest AS (
    INSERT INTO latest_readings AS l (device_id, ${columns((metric) => `${metric}, ${metric}_at`)})
    SELECT n.* FROM unnest(${newest}) AS n (device_id, ${columns((metric) => `${metric}, ${metric}_at`)})
    WHERE EXISTS (SELECT FROM devices d WHERE d.id = n.device_id)
    ORDER BY n.device_id
    ON CONFLICT (device_id) DO UPDATE SET ${columns(
      (metric) => `
      ${metric} = CASE WHEN EXCLUDED.${metric}_at > COALESCE(l.${metric}_at, '-infinity') THEN EXCLUDED.${metric} ELSE l.${metric} END,
      ${metric}_at = GREATEST(EXCLUDED.${metric}_at, l.${metric}_at)`,
    )}
  ), received AS (
    INSERT INTO receipt_times (packet_id, device_id, payload_hash, time, delivery)
    SELECT * FROM unnest(${receipts})
    ON CONFLICT (packet_id) DO UPDATE SET
      device_id = EXCLUDED.device_id, payload_hash = EXCLUDED.payload_hash, time = EXCLUDED.time, delivery = EXCLUDED.delivery
  ), answered AS (
    DELETE FROM waiting_messages WHERE id = ANY(${waiting})
  )
  SELECT count(*) AS stored,
         CASE WHEN count(*) < cardinality(${times}) THEN array_agg(device_id || ' ' || (extract(epoch FROM time) * 1000)::bigint) END AS keys
  FROM stored`;
}, 'insert_readings');

/**
 * Fills the columns that are still empty in rows that are there; a value that is there stays. Returns the rows that
 * changed, with what is new in each.
 */
const FILL_ROWS = statement<{ rows: readonly Reading[] }>((bind) => {
  const times = bind('timestamptz[]', ({ rows }) => rows.map(({ time }) => time));
  const rows = bindColumns(bind, (input) => input.rows, [
    ['text', ({ deviceId }) => deviceId],
    ...METRIC_NAMES.map((metric) => ['float8', ({ values }: Reading) => values[metric] ?? null] as const),
    ['jsonb', ({ raw }) => (raw ? JSON.stringify(raw) : null)],
  ]);
  return `
  UPDATE telemetry t SET ${columns((metric) => `${metric} = COALESCE(t.${metric}, n.${metric})`)}, raw = COALESCE(n.raw || t.raw, t.raw, n.raw)
  FROM unnest(${times}, ${rows}) AS n (time, device_id, ${METRIC_NAMES.join(', ')}, raw)
  JOIN telemetry old ON old.device_id = n.device_id AND old.time = n.time
  WHERE t.device_id = n.device_id AND t.time = n.time
    AND (${METRIC_NAMES.map((metric) => `(t.${metric} IS NULL AND n.${metric} IS NOT NULL)`).join(' OR ')})
  RETURNING t.device_id || ' ' || (extract(epoch FROM t.time) * 1000)::bigint AS key,
    ${columns((metric) => `CASE WHEN old.${metric} IS NULL THEN t.${metric} END AS ${metric}`)}`;
}, 'fill_rows');

const keyOf = ({ deviceId, time }: Reading): string => `${deviceId} ${time.getTime()}`;

type Newest = Partial<Record<Metric, { value: number; at: Date }>>;

const byTime = (a: Reading, b: Reading): number => a.time.getTime() - b.time.getTime();

/**
 * The readings of each device by their time, devices by their id: the order in which every server stores readings, so
 * that servers storing the same ones at the same time do not deadlock. Almost always the readings of a device are in
 * order already, which makes this ten times as fast as sorting all of them by both.
 */
function inKeyOrder(readings: readonly Reading[]): [deviceId: string, readings: Reading[]][] {
  const devices = new Map<string, Reading[]>();
  for (const reading of readings) {
    const before = devices.get(reading.deviceId);
    if (before) before.push(reading);
    else devices.set(reading.deviceId, [reading]);
  }
  for (const ofDevice of devices.values()) ofDevice.sort(byTime);
  return [...devices].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The newest value of each metric. @param readings of one device, by their time */
function newestOf(readings: readonly Reading[]): Newest {
  const newest: Newest = {};
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const { time, values } = readings[index] as Reading;
    for (const metric of METRIC_NAMES) {
      const value = values[metric];
      if (value === undefined) continue;
      const known = newest[metric];
      // Of two readings of the same time, the first counts.
      if (!known || known.at.getTime() === time.getTime()) newest[metric] = { value, at: time };
    }
  }
  return newest;
}

/**
 * What became of a reading: a new row, or nothing because everything it says was there before, or those of its values
 * that filled empty columns of a row which was there.
 */
export type Stored = 'stored' | 'duplicate' | { merged: MetricValues };

/**
 * Stores readings. A second reading of the same device and time fills the columns that are still empty, where the device
 * said the time; the first value of a metric stays. Run it in a transaction if there are `waiting` rows.
 * @param receipts what to remember about readings whose time the server set, see `receipt_times`
 * @param waiting rows of `waiting_messages` that the readings came from; they are removed
 * @returns for each reading, what became of it
 */
export async function insertReadings(
  database: Queryable,
  readings: readonly Reading[],
  receipts: readonly ReceiptTime[] = [],
  waiting: readonly number[] = [],
): Promise<Stored[]> {
  // The broker may have used a packet id twice within one batch, but a statement can update a row only once.
  const received = [...new Map(receipts.map((receipt) => [receipt.packetId, receipt])).values()];
  const devices = inKeyOrder(readings);
  const { rows } = await database.query<{ stored: number; keys: string[] | null }>(
    INSERT_READINGS({
      rows: devices.flatMap(([, ofDevice]) => ofDevice),
      newest: devices.map(([deviceId, ofDevice]) => ({ deviceId, values: newestOf(ofDevice) })),
      receipts: received,
      waiting,
    }),
  );
  const result = rows[0];
  if (!result || result.stored === readings.length) return readings.map(() => 'stored');
  const stored = new Set(result.keys ?? []);
  // Within one batch, too, only the first reading of the same device and time is new.
  const isNew = readings.map((reading) => stored.delete(keyOf(reading)));
  const filled = await fillRows(
    database,
    readings.filter((reading, index) => !isNew[index] && hasOwnTime(reading)),
  );
  return readings.map((reading, index) => (isNew[index] ? 'stored' : (filled.get(reading) ?? 'duplicate')));
}

/** @returns those of the readings of which something was stored */
async function fillRows(
  database: Queryable,
  readings: readonly Reading[],
): Promise<Map<Reading, { merged: MetricValues }>> {
  if (readings.length === 0) return new Map();
  const byKey = new Map<string, Reading>();
  for (const reading of readings) {
    const key = keyOf(reading);
    const first = byKey.get(key);
    byKey.set(key, first ? { ...first, values: { ...reading.values, ...first.values } } : reading);
  }
  const { rows } = await database.query<{ key: string } & Record<Metric, number | null>>(
    FILL_ROWS({ rows: inKeyOrder([...byKey.values()]).flatMap(([, ofDevice]) => ofDevice) }),
  );
  const changed = new Map(rows.map((row) => [row.key, row]));
  const filled = new Map<Reading, { merged: MetricValues }>();
  for (const reading of readings) {
    const row = changed.get(keyOf(reading));
    if (!row) continue;
    const merged: MetricValues = {};
    for (const metric of METRIC_NAMES) {
      const value = reading.values[metric];
      if (value === undefined || row[metric] !== value) continue;
      merged[metric] = value;
      // The first in a batch that says it has said it.
      row[metric] = null;
    }
    if (Object.keys(merged).length > 0) filled.set(reading, { merged });
  }
  return filled;
}

/** What is stored of a device at a time. */
export interface StoredValues extends Pick<Reading, 'deviceId' | 'time'> {
  values: MetricValues;
  raw: MetricValues | null;
}

const ROWS_AT = statement<{ keys: readonly Pick<Reading, 'deviceId' | 'time'>[] }>((bind) => {
  const keys = bindColumns(bind, (input) => input.keys, [
    ['text', ({ deviceId }) => deviceId],
    ['timestamptz', ({ time }) => time],
  ]);
  return `SELECT t.device_id, t.time, ${columns((metric) => `t.${metric}`)}, t.raw
    FROM unnest(${keys}) AS k (device_id, time) JOIN telemetry t ON t.device_id = k.device_id AND t.time = k.time`;
}, 'rows_at');

/** The rows of these devices and times; those that are not there are left out. */
export async function readRowsAt(
  database: Queryable,
  keys: readonly Pick<Reading, 'deviceId' | 'time'>[],
): Promise<StoredValues[]> {
  const { rows } = await database.query<RawReading & { raw: MetricValues | null }>(ROWS_AT({ keys }));
  return rows.map(({ device_id: deviceId, time, raw, ...values }) => ({
    deviceId,
    time,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    raw,
  }));
}

/** The mean of equal values may differ from them by a rounding error, so it is clamped between min and max. */
const BUCKET_COLUMNS = columns(
  (metric) =>
    `LEAST(GREATEST(avg(${metric}), min(${metric})), max(${metric})) AS ${metric}, min(${metric}) AS ${metric}_min, max(${metric}) AS ${metric}_max`,
);

/** Mean, min and max of each metric in buckets of `bucketS` seconds counted from `from`; empty buckets are left out. */
export async function readHistory(
  database: Queryable,
  plantId: string,
  from: Date,
  to: Date,
  bucketS: number,
): Promise<HistoryPoint[]> {
  const { rows } = await database.query<Omit<HistoryPoint, 'time'> & { time: Date }>(
    `SELECT date_bin(make_interval(secs => $4), time, $2) AS time, ${BUCKET_COLUMNS}
     FROM telemetry WHERE plant_id = $1 AND time >= $2 AND time < $3 GROUP BY 1 ORDER BY 1`,
    [plantId, from, to, bucketS],
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}

/** A raw reading in the form of an export. */
export type RawReading = { time: Date; device_id: string } & Record<Metric, number | null>;

/**
 * A position in the order of raw readings. A time that was read is kept as PostgreSQL formats it, because a Date would
 * lose the microseconds.
 */
export interface ReadingKey {
  time: Date | string;
  deviceId: string;
}

/** The position just before all readings at `time` or later. */
export const keyBefore = (time: Date): ReadingKey => ({ time, deviceId: '' });

export interface RawReadingFilter {
  plantId: string;
  after: ReadingKey;
  /** Exclusive. */
  to: Date;
  limit: number;
}

/**
 * One page of a plant's raw readings, oldest first, and the position where it ends; `end` is undefined on the last
 * page. The time is asked for by itself too: no database concludes from the pair which chunks it need not look into.
 */
export async function readRawReadings(
  database: Queryable,
  { plantId, after, to, limit }: RawReadingFilter,
): Promise<{ readings: RawReading[]; end: ReadingKey | undefined }> {
  const { rows } = await database.query<RawReading & { time_key: string }>(
    `SELECT time, time::text AS time_key, device_id, ${METRIC_NAMES.join(', ')} FROM telemetry
     WHERE plant_id = $1 AND time >= $2 AND (time, device_id) > ($2, $3) AND time < $4 ORDER BY time, device_id LIMIT $5`,
    [plantId, after.time, after.deviceId, to, limit],
  );
  const last = rows.at(-1);
  return {
    readings: rows.map(({ time_key: _, ...reading }) => reading),
    end: last && rows.length === limit ? { time: last.time_key, deviceId: last.device_id } : undefined,
  };
}
