import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import type { Options } from 'csv-stringify';
import type { Response } from 'express';
import { attachment, type FileName } from './attachment.ts';
import type { RawReading, ReadingsExport } from '../services/plants/readings-export.ts';

/** Error codes of a cancelled download: while the file is being sent, and before that. */
export const CANCELLED: ReadonlySet<string | undefined> = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_UNABLE_TO_PIPE',
]);

/** How much goes to the socket at once (bytes). */
const PIECE_BYTES = 64 * 1024;

/** Joins rows: to send each by itself costs more than to read and write it, and nobody else is answered meanwhile. */
function joined(): Transform {
  let rows: Buffer[] = [];
  let bytes = 0;
  const take = (): Buffer => {
    const piece = Buffer.concat(rows);
    rows = [];
    bytes = 0;
    return piece;
  };
  return new Transform({
    transform(row: Buffer, _encoding, done) {
      rows.push(row);
      bytes += row.length;
      if (bytes < PIECE_BYTES) done();
      else done(null, take());
    },
    flush(done) {
      done(null, take());
    },
  });
}

/**
 * Sends raw readings as a file, one row at a time, however many there are.
 * @param csv how CSV is written; undefined for NDJSON
 * @param name without its ending
 */
export async function sendReadings(
  response: Response,
  readings: ReadingsExport,
  csv: Options | undefined,
  name: FileName,
): Promise<void> {
  const format = csv ? 'csv' : 'ndjson';
  response.set('Content-Disposition', attachment({ full: `${name.full}.${format}`, ascii: `${name.ascii}.${format}` }));
  response.type(csv ? 'text/csv' : 'application/x-ndjson');
  const encode = csv
    ? (await import('csv-stringify')).stringify(csv)
    : new Transform({
        writableObjectMode: true,
        transform(reading: RawReading, _encoding, done) {
          done(null, `${JSON.stringify(reading)}\n`);
        },
      });
  try {
    await pipeline(readings, encode, joined(), response);
  } catch (failure) {
    // The download was cancelled, so there is nobody to inform.
    if (!CANCELLED.has((failure as NodeJS.ErrnoException).code)) throw failure;
  } finally {
    // A pipeline that could not even start leaves it open.
    readings.destroy();
  }
}
