import { Readable } from 'node:stream';
import type { Queryable } from '../../db/pool.ts';
import { keyBefore, type RawReading, readRawReadings } from '../../db/repositories/telemetry.ts';

export type { RawReading } from '../../db/repositories/telemetry.ts';
/** A stream of `RawReading` objects. */
export type ReadingsExport = Readable;

const PAGE_SIZE = 2000;
/** After so many readings others have their turn. A whole page of each of many downloads would keep them waiting. */
const TURN_SIZE = 250;

/** Resolves in the next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Raw readings of a plant, oldest first, read page by page as fast as they are consumed; a slow download occupies no
 * database connection. Resolves once the first page is read, so that an unreachable database can still be reported.
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
      // Not yield*: a cancelled stream throws into the generator, which an array iterator cannot handle.
      for (const [index, reading] of page.readings.entries()) {
        if (index % TURN_SIZE === TURN_SIZE - 1) await turn();
        yield reading;
      }
      if (!page.end) return;
    }
  }
  return Readable.from(all());
}
