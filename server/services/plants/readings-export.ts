import { Readable } from 'node:stream';
import type { Queryable } from '../../db/pool.ts';
import { keyBefore, type RawReading, readRawReadings } from '../../db/repositories/telemetry.ts';

export type { RawReading } from '../../db/repositories/telemetry.ts';
/** Rows as objects of `RawReading`. */
export type ReadingsExport = Readable;

const PAGE_SIZE = 2000;

/**
 * Raw readings of a plant, oldest first, read a page at a time as fast as they are taken: a slow download holds no
 * database connection. Resolves with the first page read, so that a database that is away can still be told.
 */
export async function exportReadings(
  database: Queryable,
  plantId: string,
  from: Date,
  to: Date,
): Promise<ReadingsExport> {
  const filter = { plantId, to, limit: PAGE_SIZE };
  const first = await readRawReadings(database, { ...filter, after: keyBefore(from) });
  async function* all(): AsyncGenerator<RawReading> {
    for (let page = first; ; page = await readRawReadings(database, { ...filter, after: page.end })) {
      // Not yield*: a cancelled stream throws into the generator, which an array's iterator cannot take.
      for (const reading of page.readings) yield reading;
      if (!page.end) return;
    }
  }
  return Readable.from(all());
}
