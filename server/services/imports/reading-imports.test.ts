import { Readable } from 'node:stream';
import type { ImportReport } from '@plantops/shared/api/imports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { FigureKeeper } from '../figures/figure-keeper.ts';
import { type ImportRequest, ReadingImports } from './reading-imports.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let imports: ReadingImports;
let told: string[];

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-06-01T12:00:00Z'));
  await database.query(`INSERT INTO plants (id, name) VALUES ('plant_1', 'Monstera'), ('plant_2', 'Fern')`);
  told = [];
  const bus = new ChangeBus(silentLog);
  bus.on(['readings_imported', 'plants_changed'], ({ plantIds }) => void told.push(...plantIds));
  const plants = {
    get(id: string) {
      if (!id.startsWith('plant_')) throw new ProblemError('plant_not_found', id);
      return Promise.resolve({} as never);
    },
  };
  imports = new ReadingImports({ database, plants, timeZone: async () => 'Europe/Berlin', bus, clock, log: silentLog });
});

const importing = (
  file: string | Readable,
  more: Partial<ImportRequest> = {},
  plantId = 'plant_1',
): Promise<ImportReport> =>
  imports.run(plantId, {
    file: typeof file === 'string' ? Readable.from([Buffer.from(file)]) : file,
    fileName: 'old.csv',
    mapping: undefined,
    timeZone: undefined,
    isDryRun: false,
    ...more,
  });
/** Readings, as `time device soil_moisture temperature`. */
const stored = async (): Promise<string[]> => {
  const { rows } = await database.query<{ row: string }>(
    `SELECT to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' ' || device_id || ' ' || coalesce(soil_moisture::text, '-') || ' ' || coalesce(temperature::text, '-') AS row
     FROM telemetry WHERE plant_id = 'plant_1' ORDER BY time, device_id`,
  );
  return rows.map(({ row }) => row);
};
const HEAD = 'time,soil_moisture,temperature\n';
const FILE = `${HEAD}2024-03-01 13:00,45,20\n2024-03-01 14:00,44,21\n2025-07-01 14:00,40,25\n`;

describe('an import', () => {
  it('stores readings of long ago under a device of its own, is listed, and is told of', async () => {
    const report = await importing(FILE);
    expect(report).toMatchObject({ import_id: 1, lines: 3, readings_new: 3, readings_known: 0, faults: [] });
    expect(await stored()).toEqual([
      '2024-03-01 12:00 import-1 45 20',
      '2024-03-01 13:00 import-1 44 21',
      '2025-07-01 12:00 import-1 40 25',
    ]);
    expect(await imports.list('plant_1')).toEqual([
      expect.objectContaining({
        id: 1,
        file_name: 'old.csv',
        state: 'done',
        lines: 3,
        readings: 3,
        bytes: FILE.length,
        from: '2024-03-01T12:00:00.000Z',
        to: '2025-07-01T12:00:00.000Z',
      }),
    ]);
    expect(told).toEqual(['plant_1', 'plant_1']);
  });

  it('leaves newest values and alerts as they are', async () => {
    await importing(`${HEAD}2026-06-01 13:59,1,90\n`);
    expect((await database.query('SELECT FROM latest_readings UNION ALL SELECT FROM alerts')).rows).toEqual([]);
  });

  it('of the same file stores nothing again, also when the first ended half-way', async () => {
    async function* half(): AsyncGenerator<Buffer> {
      // More than is needed to recognise it, so that the first batch is stored before the end.
      yield Buffer.from(
        HEAD + Array.from({ length: 4000 }, (_, n) => `${1_700_000_000 + n * 60},${n % 90},20\n`).join(''),
      );
      throw new Error('the line broke');
    }
    const whole = HEAD + Array.from({ length: 4500 }, (_, n) => `${1_700_000_000 + n * 60},${n % 90},20\n`).join('');
    await expect(importing(Readable.from(half()))).rejects.toThrow('the line broke');
    const [failed] = await imports.list('plant_1');
    expect(failed).toMatchObject({ state: 'failed', failure: 'It ended before the whole file had come' });
    expect(failed?.readings).toBeGreaterThan(0);
    const second = await importing(whole);
    expect(second).toMatchObject({ readings_known: failed?.readings, readings_new: 4500 - (failed?.readings ?? 0) });
    expect(await importing(whole)).toMatchObject({ import_id: null, readings_new: 0, readings_known: 4500 });
    expect(await stored()).toHaveLength(4500);
    expect(await imports.list('plant_1'), 'one that brought nothing is not listed').toHaveLength(2);
  });

  it('adds what other files, and devices, did not have of the same time; what is there stays', async () => {
    const time = new Date('2024-03-01T12:00:00Z');
    await insertReadings(database, [
      { deviceId: 'dev', plantId: 'plant_1', time, receivedAt: time, clockWrong: false, values: { temperature: 19 } },
    ]);
    await importing('time,temperature\n2024-03-01 13:00,20\n2024-03-01 14:00,21\n');
    await importing(FILE);
    expect(await stored()).toEqual([
      '2024-03-01 12:00 dev - 19',
      '2024-03-01 12:00 import-2 45 -',
      '2024-03-01 13:00 import-1 - 21',
      '2024-03-01 13:00 import-2 44 -',
      '2025-07-01 12:00 import-2 40 25',
    ]);
    expect((await importing(FILE, {}, 'plant_2')).readings_new, 'another plant has none of it').toBe(3);
  });

  it('joins series that come one after another', async () => {
    const lines = (entity: string) =>
      Array.from(
        { length: 1500 },
        (_, n) => `sensor.${entity},${n % 40},${new Date(1_700_000_000_000 + n * 60_000).toISOString()}\n`,
      );
    await importing(`entity_id,state,last_changed\n${[...lines('temperature'), ...lines('soil_moisture')].join('')}`);
    const rows = await stored();
    expect(rows).toHaveLength(1500);
    expect(rows.filter((row) => row.includes('-  ') || row.endsWith('-'))).toEqual([]);
  });

  it('is in the figures of its hours and days', async () => {
    const keeper = new FigureKeeper({ database, timeZone: async () => 'Europe/Berlin', clock, log: silentLog });
    await keeper.keep();
    await importing(FILE);
    await keeper.keep();
    const means = async () =>
      (
        await database.query<{ day: string; mean: number }>(
          `SELECT to_char(time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') AS day, temperature_sum / temperature_count AS mean FROM readings_daily ORDER BY time`,
        )
      ).rows;
    expect(await means()).toEqual([
      { day: '2024-03-01', mean: 20.5 },
      { day: '2025-07-01', mean: 25 },
    ]);
    await imports.undo('plant_1', 1);
    await keeper.keep();
    expect(await means()).toEqual([]);
  });

  it('that is tried out says the same and stores nothing', async () => {
    await importing('time,temperature\n2024-03-01 13:00,20\n');
    const tried = await importing('time,temperature\n2024-03-01 13:00,20\n2024-03-01 14:00,21\n', { isDryRun: true });
    expect(tried).toMatchObject({
      import_id: null,
      readings_new: 1,
      readings_known: 1,
      preview: [{ line: 2 }, { line: 3 }],
    });
    expect(await stored()).toHaveLength(1);
    expect(await imports.list('plant_1')).toHaveLength(1);
    expect(await importing('a,b\nx,y\n', { isDryRun: true })).toMatchObject({
      is_complete: false,
      columns: [{ name: 'a' }, { name: 'b' }],
    });
  });

  it.each([
    'a,b\nx,y\n',
    'time,note\n2024-03-01 13:00,x\n',
    'entity_id,state,last_changed\nlight.x,on,2024-03-01T13:00:00Z\n',
  ])('of a file of which nothing is recognised is refused, and leaves nothing: %j', async (file) => {
    await expect(importing(file)).rejects.toMatchObject({ code: 'import_not_understood' });
    expect(await imports.list('plant_1')).toEqual([]);
  });

  it('is refused while another runs, which can be followed and not be undone', async () => {
    let goOn: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    async function* slow(): AsyncGenerator<Buffer> {
      yield Buffer.from(
        HEAD + Array.from({ length: 4000 }, (_, n) => `${1_700_000_000 + n * 60},${n % 90},20\n`).join(''),
      );
      await waiting;
    }
    const first = importing(Readable.from(slow()));
    await expect.poll(async () => (await imports.list('plant_1'))[0]?.lines).toBeGreaterThan(0);
    expect(await imports.list('plant_1')).toMatchObject([{ state: 'running' }]);
    await expect(imports.undo('plant_1', 1)).rejects.toMatchObject({ code: 'import_running' });
    const second = expect(importing(FILE)).rejects.toMatchObject({ code: 'too_busy', retryAfterS: 10 });
    await clock.advance(1000);
    await second;
    goOn();
    expect(await first).toMatchObject({ readings_new: 4000 });
  });

  it('that is undone takes its own readings away and no others', async () => {
    await importing('time,temperature\n2024-03-01 13:00,20\n');
    const { import_id: id } = await importing(FILE);
    await imports.undo('plant_1', id ?? 0);
    expect(await stored()).toEqual(['2024-03-01 12:00 import-1 - 20']);
    await expect(imports.undo('plant_1', id ?? 0)).rejects.toMatchObject({ code: 'import_not_found' });
    await expect(imports.undo('plant_2', 1), 'of another plant').rejects.toMatchObject({ code: 'import_not_found' });
  });

  it('that a server was at when it ended says so', async () => {
    await database.query(
      `INSERT INTO reading_imports (plant_id, form, state, started_at) VALUES ('plant_1', 'table', 'running', now())`,
    );
    await imports.start();
    expect(await imports.list('plant_1')).toMatchObject([{ state: 'failed', failure: 'The server was stopped' }]);
  });

  it('is of a plant that there is', async () => {
    await expect(importing(FILE, {}, 'nobody')).rejects.toMatchObject({ code: 'plant_not_found' });
  });
});
