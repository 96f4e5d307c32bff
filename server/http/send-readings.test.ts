import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import express, { type Response } from 'express';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RawReading } from '../services/plants/readings-export.ts';
import { rawRequest } from '../testing/raw-request.ts';
import { OpenAnswer, useServed } from '../testing/served.ts';
import { type CsvForm, csvOptions } from './csv-form.ts';
import { sendReadings } from './send-readings.ts';

const serve = useServed();
let format: 'csv' | 'ndjson';
const PLAIN: CsvForm = { header: 'names', decimal: '.', bom: false, plantName: 'Fern', language: 'en' };
let form: CsvForm;
let readings: Readable;
let sent: Promise<void>;
let url: string;

const reading = (n: number): RawReading =>
  ({
    time: new Date(Date.UTC(2026, 2, 1, 0, 0, n)),
    device_id: `dev,${n}`,
    ...Object.fromEntries(METRIC_NAMES.map((name) => [name, name === 'soil_moisture' ? n : null])),
  }) as RawReading;

beforeEach(async () => {
  form = PLAIN;
  url = await serve(
    express().get('/', (_request, response) => {
      sent = sendReadings(response, readings, format === 'csv' ? csvOptions(form, Date.UTC(2026, 6)) : undefined, {
        full: 'plant_1',
        ascii: 'plant_1',
      });
      sent.catch(() => response.destroy());
    }),
  );
});

describe('readings as a file', () => {
  it('are CSV with a header, times in UTC, and quotes where a comma is', async () => {
    [format, readings] = ['csv', Readable.from([reading(1), reading(2)])];
    const { headers, text } = await rawRequest(url, { path: '/' });
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="plant_1.csv"',
    });
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe(['time', 'device_id', ...METRIC_NAMES].join(','));
    expect(lines[1]).toMatch(/^2026-03-01T00:00:01\.000Z,"dev,1",/);
    expect(lines).toHaveLength(3);
  });

  it('are CSV for a spreadsheet: plant and units in the titles, local times, decimal commas between semicolons, a byte-order mark', async () => {
    form = {
      ...PLAIN,
      header: 'units',
      decimal: ',',
      bom: true,
      timeZone: 'Europe/Berlin',
      plantName: 'Küche',
      language: 'de',
    };
    const warm = { ...reading(1), device_id: 'dev', soil_moisture: 45.5, temperature: -2.25 };
    [format, readings] = ['csv', Readable.from([warm, { ...warm, time: new Date('2026-07-01T12:00:00Z') }])];
    const { text } = await rawRequest(url, { path: '/' });
    const [titles, winter, summer] = text.split('\n');
    expect(titles).toMatch(/^\uFEFFZeit \(Europe\/Berlin\);Gerät;Küche: Bodenfeuchte \(%\);Küche: Temperatur \(°C\);/);
    expect(winter).toMatch(/^2026-03-01 01:00:01;dev;45,5;-2,25;/);
    expect(summer, 'with the clock put forward').toMatch(/^2026-07-01 14:00:00;/);
  });

  it('have tabs, or quoted decimal commas, where that is asked for', async () => {
    const cold = { ...reading(1), device_id: 'dev', soil_moisture: 45.5, temperature: -2.25 };
    form = { ...PLAIN, separator: 'tab' };
    [format, readings] = ['csv', Readable.from([cold])];
    expect((await rawRequest(url, { path: '/' })).text).toContain('dev\t45.5\t-2.25\t');
    form = { ...PLAIN, separator: ',', decimal: ',' };
    readings = Readable.from([cold]);
    expect((await rawRequest(url, { path: '/' })).text).toContain('dev,"45,5","-2,25",');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1'])(
    'have no text that a spreadsheet takes for a formula: %j as a name',
    async (name) => {
      form = { ...PLAIN, header: 'units', plantName: name };
      [format, readings] = ['csv', Readable.from([{ ...reading(1), device_id: name, soil_moisture: -2 }])];
      const { text } = await rawRequest(url, { path: '/' });
      const cells = text.split(',').map((cell) => cell.replace(/^"/, ''));
      expect(cells.filter((cell) => cell.includes(name)).length).toBeGreaterThan(2);
      expect(cells.filter((cell) => cell.startsWith(name))).toEqual([]);
      expect(text, 'a negative number is none').toContain(',-2,');
    },
  );

  it('are CSV with the header alone if there are none', async () => {
    [format, readings] = ['csv', Readable.from([])];
    expect((await rawRequest(url, { path: '/' })).text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('are one JSON object a line', async () => {
    [format, readings] = ['ndjson', Readable.from([reading(1), reading(2)])];
    const { headers, text } = await rawRequest(url, { path: '/' });
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="plant_1.ndjson"',
    });
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      { time: '2026-03-01T00:00:01.000Z', device_id: 'dev,1', soil_moisture: 1 },
      { device_id: 'dev,2' },
    ]);
  });

  it('go out in few pieces, however many they are', async () => {
    [format, readings] = ['ndjson', Readable.from(Array.from({ length: 3000 }, (_, n) => reading(n % 60)))];
    const write = vi.spyOn(ServerResponse.prototype, 'write');
    const { text } = await rawRequest(url, { path: '/' });
    expect(text.trimEnd().split('\n')).toHaveLength(3000);
    expect(write.mock.calls.length).toBeLessThan(text.length / 60_000);
    write.mockRestore();
  });

  it('that nobody waits for any more are read no further, and that is no failure', async () => {
    let read = 0;
    function* endless(): Generator<RawReading> {
      for (;;) yield reading((read += 1) % 60);
    }
    [format, readings] = ['ndjson', Readable.from(endless())];
    const download = await OpenAnswer.to(url);
    await download.until('\n');
    download.leave();
    await expect(sent).resolves.toBeUndefined();
    expect(readings.destroyed).toBe(true);
  });

  it('are closed, which is no failure, if the client has left before the first row', async () => {
    const gone = Object.assign(new Writable(), { set: () => undefined, type: () => undefined });
    gone.destroy();
    await once(gone, 'close');
    readings = Readable.from([reading(1)]);
    await sendReadings(gone as unknown as Response, readings, undefined, { full: 'plant_1', ascii: 'plant_1' });
    expect(readings.destroyed).toBe(true);
  });

  it('that cannot be read to their end are a failure', async () => {
    async function* broken(): AsyncGenerator<RawReading> {
      yield reading(1);
      throw new Error('away');
    }
    [format, readings] = ['csv', Readable.from(broken())];
    await expect(rawRequest(url, { path: '/' })).rejects.toThrow();
    await expect(sent).rejects.toThrow('away');
  });
});
