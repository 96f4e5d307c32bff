/** The partitions of `telemetry`, see migration 0022. */
import { type Database, inTransaction, type Queryable } from '../pool.ts';

/** Those who store readings without a partition wait while one is made, so it gives up soon (ms). */
const LOCK_MS = 2000;

/**
 * Makes the partition of the month (UTC) that holds an instant, where it is missing. On TimescaleDB there is nothing to do.
 * @throws 55P03 if something holds the table for long, such as a restore
 */
export function addTelemetryMonth(database: Database, instant: Date): Promise<void> {
  return inTransaction(database, async (connection) => {
    await connection.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
    await addTelemetryMonthWithin(connection, instant);
  });
}

/** The same inside of a transaction that holds the table already. */
export async function addTelemetryMonthWithin(connection: Queryable, instant: Date): Promise<void> {
  await connection.query('SELECT add_telemetry_month($1)', [instant]);
}

/**
 * Months of readings that have come without a partition for them, each by its beginning, the earliest first.
 * @param to exclusive; what is later waits for its time
 */
export async function listMonthsWithoutPartition(database: Queryable, to: Date): Promise<Date[]> {
  const { rows: found } = await database.query<{ is_there: boolean }>(
    `SELECT to_regclass('telemetry_other') IS NOT NULL AS is_there`,
  );
  if (found[0]?.is_there !== true) return [];
  const { rows } = await database.query<{ month: Date }>(
    `SELECT DISTINCT date_trunc('month', time, 'UTC') AS month FROM telemetry_other WHERE time < $1 ORDER BY 1`,
    [to],
  );
  return rows.map(({ month }) => month);
}
