/** What a dry run is fed with: readings and messages of before, and what they are judged by now. */
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import { insertReadings, type ReadingKey } from './telemetry.ts';

export interface PastReading {
  deviceId: string;
  time: Date;
  values: MetricValues;
}

interface ReadingSpan {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** How many readings of all devices there are in a span. */
export async function countPastReadings(database: Queryable, { from, to }: ReadingSpan): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM telemetry WHERE time >= $1 AND time < $2',
    [from, to],
  );
  return rows[0]?.count ?? 0;
}

/**
 * A page of the readings of all devices, oldest first, and the position where it ends; `end` is undefined on the last
 * page. The lower bound of the time is given apart, because a database that keeps readings in pieces by time leaves out
 * the earlier ones only then.
 */
export async function readPastReadings(
  database: Queryable,
  { after, to, limit }: { after: ReadingKey; to: Date; limit: number },
): Promise<{ readings: PastReading[]; end: ReadingKey | undefined }> {
  const { rows } = await database.query<{ time: Date; key: string; device_id: string } & Record<Metric, number | null>>(
    `SELECT time, time::text AS key, device_id, ${METRIC_NAMES.join(', ')} FROM telemetry
     WHERE time >= $1 AND (time, device_id) > ($1, $2) AND time < $3 ORDER BY time, device_id LIMIT $4`,
    [after.time, after.deviceId, to, limit],
  );
  const last = rows.at(-1);
  return {
    readings: rows.map((row) => ({ deviceId: row.device_id, time: row.time, values: valuesOf(row) })),
    end: last && rows.length === limit ? { time: last.key, deviceId: last.device_id } : undefined,
  };
}

function valuesOf(row: Record<Metric, number | null>): MetricValues {
  const values: MetricValues = {};
  for (const metric of METRIC_NAMES) {
    const value = row[metric];
    if (value !== null) values[metric] = value;
  }
  return values;
}

export interface PastMessage {
  id: number;
  topic: string;
  /** As text, see `payload-text.ts`. */
  payload: string;
  receivedAt: Date;
}

/** The newest messages that were set aside, oldest first. */
export async function readSetAside(database: Queryable, limit: number): Promise<PastMessage[]> {
  const { rows } = await database.query<PastMessage>(
    `SELECT * FROM (
       SELECT id, topic, payload, time AS "receivedAt" FROM rejected_messages WHERE set_aside ORDER BY id DESC LIMIT $1
     ) newest ORDER BY "receivedAt", id`,
    [limit],
  );
  return rows;
}

/** A reading that a dry run would have stored. */
export interface KeptReading {
  deviceId: string;
  plantId: string | null;
  /** Milliseconds since 1970. */
  time: number;
  values: MetricValues;
}

/**
 * Stores what came of messages that were set aside, and removes the messages. A message that is not set aside any more is
 * left out.
 * @param readingsOf the readings of each message, by its id
 * @returns of how many messages, and their readings
 */
export function keepReadings(
  database: Database,
  readingsOf: ReadonlyMap<number, readonly KeptReading[]>,
): Promise<{ kept: number; readings: KeptReading[] }> {
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query<{ id: number }>(
      'DELETE FROM rejected_messages WHERE set_aside AND id = ANY($1) RETURNING id',
      [[...readingsOf.keys()]],
    );
    const readings = rows.flatMap(({ id }) => readingsOf.get(id) ?? []);
    if (readings.length > 0)
      await insertReadings(
        connection,
        readings.map(({ time, ...reading }) => ({
          ...reading,
          time: new Date(time),
          receivedAt: new Date(time),
          clockWrong: false,
        })),
      );
    return { kept: rows.length, readings };
  });
}
