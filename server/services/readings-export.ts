import type { Readable } from 'node:stream';
import type { Metric } from '@plantops/nodes/shared/metrics.ts';
import QueryStream from 'pg-query-stream';
import type { Database } from '../db/pool.ts';
import { exportQuery } from '../db/repositories/telemetry.ts';

export type ExportedReading = { time: Date; device_id: string } & Record<Metric, number | null>;
/** Rows as objects of `ExportedReading`. */
export type ReadingsExport = Readable;

/** Raw readings of a plant, oldest first, read from the database as fast as they are taken. */
export async function exportReadings(database: Database, plantId: string, from: Date, to: Date): Promise<ReadingsExport> {
  const { text, values } = exportQuery(plantId, from, to);
  const connection = await database.connect();
  const rows = connection.query(new QueryStream(text, values, { batchSize: 1000 }));
  rows.once('close', () => connection.release());
  return rows;
}
