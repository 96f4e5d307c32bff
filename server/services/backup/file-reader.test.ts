import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packed } from '../../testing/backup-file.ts';
import { temporaryDataDir } from '../../testing/place.ts';
import { BackupFile, type Batch } from './file-reader.ts';

const HEADER = { plantops_backup: 1, created_at: '2026-03-01T12:00:00.000Z', version: '0.1.0', migrations: [] };
const columns = new Map([
  [
    'plants',
    new Map([
      ['id', 'text'],
      ['name', 'text'],
      ['thresholds', 'jsonb'],
      ['created_at', 'timestamptz'],
    ]),
  ],
  [
    'telemetry',
    new Map([
      ['device_id', 'text'],
      ['time', 'timestamptz'],
    ]),
  ],
]);
let place: ReturnType<typeof temporaryDataDir>;
let shares: number[];
let backup: BackupFile | undefined;

function open(content: Buffer): BackupFile {
  const file = path.join(place.dataDir, 'backup.gz');
  writeFileSync(file, content);
  backup = new BackupFile({ file, scope: { columns, migrations: [] }, flatTables: ['telemetry'] }, (share) =>
    shares.push(share),
  );
  return backup;
}
const plant = (more: object = {}) => ({ table: 'plants', row: { id: 'plant_1', name: 'Fern', ...more } });

beforeEach(() => {
  place = temporaryDataDir();
  shares = [];
});
afterEach(async () => {
  await backup?.close();
  place.remove();
});

describe('the file of a backup', () => {
  it('is checked, and then hands out its rows as the database takes them, each batch when the one before is stored', async () => {
    const reading = (day: number) => ({
      table: 'telemetry',
      row: { device_id: 'dev_1', time: `2026-0${day}-01T12:00:00Z` },
    });
    const rows = [plant(), reading(1), ...Array.from({ length: 1200 }, () => reading(2))];
    const file = open(packed([HEADER, { flows: null }, ...rows, { end: true, rows: { plants: 1, telemetry: 1201 } }]));
    expect(await file.check()).toEqual({
      header: HEADER,
      months: new Set([Date.UTC(2026, 0), Date.UTC(2026, 1)]),
      flows: null,
      ownNodes: null,
    });
    const batches: Batch[] = [];
    let atOnce = 0;
    await file.handOut(async (batch) => {
      atOnce += 1;
      await Promise.resolve();
      expect(atOnce).toBe(1);
      atOnce -= 1;
      batches.push(batch);
    });
    expect(batches.map(({ table, count }) => [table, count])).toEqual([
      ['plants', 1],
      ['telemetry', 1000],
      ['telemetry', 201],
    ]);
    expect(JSON.parse(batches[0]?.rows ?? '')).toEqual([plant().row]);
    expect(batches[1]?.rows.split('\n')[0]).toBe('dev_1\t2026-01-01T12:00:00Z');
    expect(shares.at(-1)).toBe(1);
  });

  it('whose rows cannot be stored says so, and ends', async () => {
    const file = open(packed([HEADER, plant(), { end: true, rows: { plants: 1 } }]));
    await file.check();
    await expect(file.handOut(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  });

  it.each<[object, RegExp]>([
    [{ created_at: 'infinity' }, /^Line 2 of the backup is no row of plants: created_at is not a time/],
    [{ thresholds: 5 }, /^Line 2 of the backup is no row of plants: thresholds is not valid/],
  ])('with %j is refused, naming line and field', async (more, words) => {
    const checked = open(packed([HEADER, plant(more), { end: true, rows: { plants: 1 } }])).check();
    await expect(checked).rejects.toMatchObject({ code: 'invalid_backup', message: expect.stringMatching(words) });
  });

  const head = Buffer.from(`${JSON.stringify(HEADER)}\n`);
  const row = Buffer.from(`${JSON.stringify(plant())}\n`);
  it.each<[string, () => Buffer, RegExp]>([
    [
      'unpacks to a thousand times its size',
      () => gzipSync(Buffer.concat([head, Buffer.alloc(70 * 2 ** 20, row)])),
      /300 times its size/,
    ],
    [
      'has a line that unpacks to much',
      () => gzipSync(Buffer.concat([head, Buffer.alloc(66 * 2 ** 20, '[')])),
      /a line of more than 64 MB|300 times its size/,
    ],
    [
      'has a line that becomes much in memory',
      () => gzipSync(Buffer.concat([head, Buffer.from('['), Buffer.alloc(60 * 2 ** 20, '[],'), Buffer.from('0]\n')])),
      /Line 2 of the backup has more parts than any of ours/,
    ],
  ])('that %s is refused, and the server goes on meanwhile', async (_what, made, words) => {
    const file = open(made());
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 5);
    await expect(file.check()).rejects.toMatchObject({
      code: 'invalid_backup',
      message: expect.stringMatching(words),
    });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });
});
