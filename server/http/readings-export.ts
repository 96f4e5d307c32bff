import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { METRIC_NAMES } from '@plantops/nodes/shared/metrics.ts';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';
import type { ExportedReading, ReadingsExport } from '../services/readings-export.ts';

const COLUMNS = ['time', 'device_id', ...METRIC_NAMES];

/** Sends raw readings as a file, a row at a time, however many there are. */
export async function sendReadings(response: Response, readings: ReadingsExport, format: 'csv' | 'ndjson', fileName: string): Promise<void> {
  response.type(format === 'csv' ? 'text/csv' : 'application/x-ndjson');
  response.attachment(`${fileName}.${format}`);
  const encode =
    format === 'csv'
      ? stringify({ header: true, columns: COLUMNS, cast: { date: (value) => value.toISOString() } })
      : new Transform({
          writableObjectMode: true,
          transform(reading: ExportedReading, _encoding, done) {
            done(null, `${JSON.stringify(reading)}\n`);
          },
        });
  await pipeline(readings, encode, response);
}
