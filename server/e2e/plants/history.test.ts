import type { ImportReport, PlantImport } from '@plantops/shared/api/imports.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { History, HistoryPoint } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

const START = Date.UTC(2026, 0, 1);
const instant = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
/** What row n of the plant holds; made in SQL and in TypeScript independently. */
const INSERT_ROWS = `
  INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature)
  SELECT $3::timestamptz + n * interval '30 seconds', $1, $2, (n * 37) % 101, CASE WHEN n % 2 = 0 THEN 0.1 END FROM generate_series(0, 119) AS n WHERE n NOT BETWEEN 40 AND 79`;
const ROWS = Array.from({ length: 120 }, (_, n) => ({
  n,
  second: n * 30,
  soil: (n * 37) % 101,
  temperature: n % 2 === 0 ? 0.1 : null,
})).filter(({ n }) => n < 40 || n > 79);
const EXPORTED_ROWS = 10_000;
const HUGE = 200_000;
/** More than any kind of work has connections to the database (server/db/pool.ts). */
const DOWNLOADS = 12;
/** The columns that an export always had stay where they were; later metrics follow them. */
const CSV_HEAD = ['time', 'device_id', ...METRIC_NAMES].join(',');

describe('history and export', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  let plantId = '';
  let exportedId = '';
  let hugeId = '';
  const history = async (query: string): Promise<History> =>
    (await api.get<History>(`/api/plants/${plantId}/history?${query}`)).body;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
    const plant = async (name: string): Promise<{ deviceId: string; id: string }> => {
      const { device_id: deviceId } = await register(plantOps.url);
      return { deviceId, id: await assignNewPlant(plantOps.url, deviceId, { name }) };
    };
    const [charted, exported, huge] = [await plant('Charted'), await plant('Exported'), await plant('Huge')];
    plantId = charted.id;
    await plantOps.query(INSERT_ROWS, [charted.deviceId, plantId, instant(0)]);
    exportedId = exported.id;
    const many = `INSERT INTO telemetry (time, device_id, plant_id, humidity) SELECT $3::timestamptz + n * interval '1 second', $1, $2, n % 100 FROM generate_series(0, $4 - 1) AS n`;
    await plantOps.query(many, [exported.deviceId, exportedId, instant(0), EXPORTED_ROWS]);
    hugeId = huge.id;
    await plantOps.query(many, [huge.deviceId, hugeId, instant(0), HUGE]);
    await plantOps.query('ANALYZE telemetry');
  });
  afterAll(() => plantOps.remove());

  it('history gives mean, least and greatest of each bucket and leaves out empty ones', async () => {
    const { points, ...frame } = await history(`from=${instant(0)}&to=${instant(3600)}&points=12&time_zone=Asia/Tokyo`);
    expect(frame).toEqual({
      plant_id: plantId,
      from: instant(0),
      to: instant(3600),
      bucket_s: 300,
      bucket: 'PT5M',
      readings_from: null,
      time_zone: 'Asia/Tokyo',
    });
    const expected = Array.from({ length: 12 }, (_, index) => {
      const rows = ROWS.filter(({ second }) => second >= index * 300 && second < (index + 1) * 300);
      const soil = rows.map((row) => row.soil);
      return rows.length === 0
        ? undefined
        : {
            time: instant(index * 300),
            soil_moisture: soil.reduce((a, b) => a + b, 0) / soil.length,
            soil_moisture_min: Math.min(...soil),
            soil_moisture_max: Math.max(...soil),
          };
    }).filter((point) => point !== undefined);
    expect(expected).toHaveLength(8);
    expect(points).toHaveLength(8);
    expected.forEach((point, index) =>
      expect(points[index]).toMatchObject({
        ...point,
        soil_moisture: expect.closeTo(point.soil_moisture, 9),
        humidity: null,
        humidity_min: null,
        humidity_max: null,
      }),
    );
  });

  it.each([1, 2, 7, 60, 119, 300, 2000])(
    'with at most %i points there are no more, and each mean lies between least and greatest',
    async (most) => {
      const { points, bucket_s } = await history(`from=${instant(0)}&to=${instant(3600)}&points=${most}`);
      expect(points.length).toBeGreaterThan(0);
      expect(points.length).toBeLessThanOrEqual(most);
      expect(bucket_s * most).toBeGreaterThanOrEqual(3600);
      const times = points.map(({ time }) => time);
      expect(times).toEqual([...new Set(times)].sort());
      for (const point of points) {
        for (const metric of ['soil_moisture', 'temperature'] as const) {
          const [mean, min, max] = [point[metric], point[`${metric}_min`], point[`${metric}_max`]];
          if (mean === null) expect([min, max]).toEqual([null, null]);
          else expect(min !== null && max !== null && min <= mean && mean <= max).toBe(true);
        }
      }
      expect(Math.max(...points.map((point: HistoryPoint) => point.soil_moisture_max ?? 0))).toBe(
        Math.max(...ROWS.map(({ soil }) => soil)),
      );
    },
  );

  it('history includes its start and not its end', async () => {
    expect(
      (await history(`from=${instant(30)}&to=${instant(60)}`)).points.map(({ time, soil_moisture }) => [
        time,
        soil_moisture,
      ]),
    ).toEqual([[instant(30), 37]]);
    expect((await history(`from=${instant(1200)}&to=${instant(2400)}`)).points).toEqual([]);
  });

  it.each([
    ['24h', 1],
    ['7d', 7],
    ['30d', 30],
    ['1y', 365],
    ['', 1],
  ] as const)('the range %j reaches back so many days: %i', async (range, days) => {
    const { from, to, points } = await history(range === '' ? '' : `range=${range}`);
    expect(Date.parse(to) - Date.parse(from)).toBe(days * 86_400_000);
    expect(Math.abs(Date.now() - Date.parse(to))).toBeLessThan(30_000);
    expect(points.length).toBeLessThanOrEqual(300);
  });

  it('the longest span that dates can name, and times with an offset, are answered', async () => {
    const all = await history('from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&points=10');
    expect(all.points).toHaveLength(1);
    expect(await history(`from=2026-01-01T02:00:00%2B02:00&to=2026-01-01T01:00:00Z`)).toMatchObject({
      from: instant(0),
      to: instant(3600),
    });
  });

  it.each([
    'range=2h',
    'range=24H',
    'points=0',
    'points=2001',
    'points=1.5',
    'points=many',
    'from=yesterday',
    'from=2026-01-01',
    'from=2026-01-01T00:00:00',
    'from=2026-13-01T00:00:00Z',
    'to=%00',
    'to=1e9',
    `from=${instant(60)}&to=${instant(60)}`,
    `from=${instant(61)}&to=${instant(60)}`,
    'from=2999-01-01T00:00:00Z',
    'bucket=5',
    'time_zone=Mars/Base',
    'time_zone=',
  ])('the history query %s is refused', async (query) => {
    expect(await api.refused('GET', `/api/plants/${plantId}/history?${query}`)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ pointer: expect.stringMatching(/^\/\w+$/) }],
    });
  });

  it('10,000 readings are exported as CSV, oldest first', async () => {
    const { body, headers, status } = await call<string>(plantOps.url, 'GET', `/api/plants/${exportedId}/export`);
    api.check('GET', `/api/plants/${exportedId}/export`, { body, headers, status });
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="exported-\d{4}-\d\d\.csv"$/);
    const [head, ...lines] = body.trimEnd().split('\n');
    expect(head).toBe(CSV_HEAD);
    expect(head).toMatch(/^time,device_id,soil_moisture,temperature,humidity,light_level,/);
    const cells = (n: number): string[] => METRIC_NAMES.map((metric) => (metric === 'humidity' ? `${n % 100}` : ''));
    expect(lines.map((line) => line.replace(/dev_\w+/, 'dev'))).toEqual(
      Array.from({ length: EXPORTED_ROWS }, (_, n) => [instant(n), 'dev', ...cells(n)].join(',')),
    );
  });

  it('10,000 readings are exported as NDJSON, and a part of them by from and to', async () => {
    const all = await api.get<string>(`/api/plants/${exportedId}/export?format=ndjson`);
    expect(all.headers.get('content-disposition')).toMatch(/^attachment; filename="exported-\d{4}-\d\d\.ndjson"$/);
    const readings = all.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { time: string; humidity: number });
    expect(readings.map(({ time }) => time)).toEqual(Array.from({ length: EXPORTED_ROWS }, (_, n) => instant(n)));
    expect(readings[42]).toMatchObject({ humidity: 42, soil_moisture: null });
    const part = await api.get<string>(
      `/api/plants/${exportedId}/export?format=ndjson&from=${instant(10)}&to=${instant(13)}`,
    );
    expect(
      part.body
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { time: string }).time),
    ).toEqual([10, 11, 12].map(instant));
  });

  it('an export for a spreadsheet is imported by another plant, once, and taken back; no alert is raised', async () => {
    const limits = { humidity: { min: 99, max: 100 } };
    const { body: other } = await call<Plant>(plantOps.url, 'POST', '/api/plants', {
      name: '=Other',
      thresholds: limits,
    });
    const file = await api.get<string>(
      `/api/plants/${exportedId}/export?header=units&decimal=,&bom=true&time_zone=Asia/Tokyo`,
    );
    const path = `/api/plants/${other.id}/import`;
    const send = async (query: string): Promise<ImportReport> => {
      const answer = await fetch(`${plantOps.url}${path}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: `\uFEFF${file.body.replace('\uFEFF', '')}`,
      });
      const body = (await answer.json()) as ImportReport;
      api.check('POST', path, { body, headers: answer.headers, status: answer.status });
      return body;
    };
    expect(await send('dry_run=true')).toMatchObject({
      import_id: null,
      form: 'plantops',
      readings_new: EXPORTED_ROWS,
      faults: [],
    });
    expect(await send('file_name=export.csv')).toMatchObject({
      readings_new: EXPORTED_ROWS,
      from: instant(0),
      to: instant(EXPORTED_ROWS - 1),
    });
    expect(await send('')).toMatchObject({ import_id: null, readings_new: 0, readings_known: EXPORTED_ROWS });
    const history = `/api/plants/${other.id}/history?from=${instant(0)}&to=${instant(EXPORTED_ROWS)}`;
    expect((await api.get<History>(history)).body.points.length).toBeGreaterThan(10);
    expect((await api.get(`/api/alerts?plant_id=${other.id}`)).body).toEqual([]);
    expect((await api.get<Plant>(`/api/plants/${other.id}`)).body.latest).toBeNull();
    const { body: imports } = await api.get<PlantImport[]>(`/api/plants/${other.id}/imports`);
    expect(imports).toMatchObject([{ file_name: 'export.csv', state: 'done', readings: EXPORTED_ROWS }]);
    await call(plantOps.url, 'DELETE', `/api/plants/${other.id}/imports/${imports[0]?.id}`);
    expect((await api.get<History>(history)).body.points).toEqual([]);
  });

  it.each(['mapping=x', 'mapping={}', 'time_zone=Mars', 'dry_run=maybe', 'columns=a'])(
    'the import query %s is refused',
    async (query) => {
      const path = `/api/plants/${exportedId}/import?${query}`;
      const answer = await fetch(`${plantOps.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'a',
      });
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'invalid_request' })]);
    },
  );

  it('a plant without readings has an empty export', async () => {
    const none = `from=${instant(-20)}&to=${instant(-10)}`;
    expect((await api.get(`/api/plants/${exportedId}/export?${none}`)).body).toBe(`${CSV_HEAD}\n`);
    expect((await api.get(`/api/plants/${exportedId}/export?format=ndjson&${none}`)).body).toBe('');
  });

  it.each(['format=xls', 'from=then', `from=${instant(5)}&to=${instant(5)}`, 'columns=all'])(
    'the export query %s is refused',
    async (query) => {
      expect(await api.refused('GET', `/api/plants/${exportedId}/export?${query}`)).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );

  it('downloads that nobody reads, or that are cancelled, leave the rest of the system alone', async () => {
    const path = `${plantOps.url}/api/plants/${hugeId}/export?format=ndjson`;
    const stalled = await Promise.all(
      Array.from({ length: DOWNLOADS }, async () => {
        const abort = new AbortController();
        return { abort, response: await fetch(path, { signal: abort.signal }) };
      }),
    );
    expect(stalled.map(({ response }) => response.status)).toEqual(stalled.map(() => 200));
    for (let count = 0; count < 20; count += 1) expect((await api.get('/api/plants')).status).toBe(200);
    await register(plantOps.url);
    for (const { abort } of stalled.slice(1)) abort.abort();
    const rest = await stalled[0]?.response.text();
    expect(rest?.trimEnd().split('\n')).toHaveLength(HUGE);
    expect((await api.get('/readyz')).status).toBe(200);
    expect(plantOps.output).not.toContain('"level":50');
  });
});
