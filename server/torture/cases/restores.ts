/** Files that are restored: made to do harm, and very large. */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { assignNewPlant, call, register } from '../../e2e/harness/api.ts';
import { sleep } from '../../e2e/harness/eventually.ts';
import type { PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import { residentMb, withPeakMemory } from '../../bench/usage.ts';
import { type Line, linesOf, packed } from '../../testing/backup-file.ts';
import type { Case } from '../case.ts';
import { ownPids } from '../processes.ts';
import { metric, untilStored } from '../site.ts';

const GZIP = { 'content-type': 'application/gzip' };
const MEGABYTE = 2 ** 20;
const REST_MS = 4000;
/** A turn of the event loop may take so long, beyond what other programs make of it (ms). */
const LONGEST_TURN_MS = 100;
/** Readings may wait so long while one table takes the place of another, however many rows it has (s). */
const LONGEST_WAIT_S = 10;
/** The longest that the event loop of the host stood since this was last asked (ms). */
const longestTurnMs = async (server: PlantOpsProcess): Promise<number> =>
  1000 * (await metric(server, 'plantops_nodejs_eventloop_lag_max_seconds'));

/** What the machine itself makes of turns while the server does next to nothing (ms). */
async function turnsAtRestMs(server: PlantOpsProcess): Promise<number> {
  await longestTurnMs(server);
  await sleep(REST_MS);
  return longestTurnMs(server);
}

const restoreBytes = (server: PlantOpsProcess, file: Buffer): Promise<Response> =>
  fetch(new URL('/api/restore', server.url), { method: 'POST', headers: GZIP, body: new Uint8Array(file) });

async function downloaded(server: PlantOpsProcess): Promise<Buffer> {
  return Buffer.from(await (await fetch(new URL('/api/backup', server.url))).arrayBuffer());
}

/** Files that only harm, from a good one. */
function hostileFiles(good: Buffer): Record<string, Buffer> {
  const lines = linesOf(good);
  const withRow = (table: string, change: Record<string, unknown>): Buffer =>
    packed(lines.map((line): Line => (line.table === table ? { table, row: { ...line.row, ...change } } : line)));
  const [header = {}, ...rest] = lines;
  const flood = `${JSON.stringify({ table: 'telemetry', row: { time: '2026-01-01T00:00:00Z', device_id: 'x' } })}\n`;
  return {
    'one line of 120 MB in 117 kB': gzipSync(Buffer.alloc(120 * MEGABYTE, 'x')),
    'a header and a line of 120 MB': gzipSync(
      Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), Buffer.alloc(120 * MEGABYTE, '[')]),
    ),
    'a million lines and no end': gzipSync(`${JSON.stringify(header)}\n${flood.repeat(1_000_000)}`),
    'arrays in arrays': packed([
      header,
      { flows: JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`) as unknown },
      ...rest,
    ]),
    'a time without end': withRow('plants', { created_at: 'infinity' }),
    'limits that are a number': withRow('plants', { thresholds: 5 }),
    'a name that is none': withRow('plants', { name: { $ne: 1 } }),
  };
}

const hostileFile: Case = {
  what: 'files are restored that unpack to 120 MB, have a million lines, or rows that the API would refuse',
  required:
    'each refused with 400, the event loop of the host never > 100 ms (beyond that at rest), memory + < 150 MB, nothing changed',
  test: 'backup/backup',
  async run({ site, judge }) {
    const server = await site.server();
    const device = await register(server.url);
    await assignNewPlant(server.url, device.device_id, { name: 'Fern', thresholds: { humidity: { min: 20 } } });
    const files = hostileFiles(await downloaded(server));
    const before = await call(server.url, 'GET', '/api/plants');
    const beforeMb = residentMb([server.pid ?? 0]);
    const atRestMs = await turnsAtRestMs(server);
    judge.noteFigure('longest turn at rest', atRestMs, 'ms');
    for (const [name, file] of Object.entries(files)) {
      const { result, peakMb } = await withPeakMemory([server.pid ?? 0], () => restoreBytes(server, file));
      await result.arrayBuffer();
      judge.holds(
        `${name} (${Math.ceil(file.length / 1024)} kB) is refused with ${result.status}`,
        result.status === 400,
      );
      judge.atMost('memory of the host +', peakMb - beforeMb, 150, 'MB');
      judge.atMost('longest turn', await longestTurnMs(server), LONGEST_TURN_MS + atRestMs, 'ms');
    }
    const after = await call(server.url, 'GET', '/api/plants');
    judge.holds('nothing changed', JSON.stringify(before.body) === JSON.stringify(after.body));
  },
};

/** Follows a restore. @returns how long each of its steps took (ms) */
function followed(server: PlantOpsProcess, isOver: () => boolean): Promise<Record<string, number>> {
  const took: Record<string, number> = {};
  return (async () => {
    let lastMs = performance.now();
    while (!isOver()) {
      const { body } = await call<{ step: string }>(server.url, 'GET', '/api/restore');
      const nowMs = performance.now();
      took[body.step] = (took[body.step] ?? 0) + nowMs - lastMs;
      lastMs = nowMs;
      await sleep(50);
    }
    return took;
  })();
}

const hugeFile: Case = {
  what: 'a backup with many readings is restored while readings come',
  required:
    'readings wait < 10 s, the event loop of the host never > 100 ms (beyond that at rest), memory + < 150 MB, each reading is in the safety copy or in the database',
  test: 'backup/backup',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, { ratePerS: 20 });
    await server.query(
      `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
       SELECT now() - n * interval '1 year' / $1::int, 'huge_' || n % 20, NULL, n % 60 + 20, 20 + n % 7, 50, n % 8000
       FROM generate_series($1::int, 1, -1) n`,
      [form.restored],
    );
    const file = path.join(server.dataDir, 'huge.ndjson.gz');
    const response = await fetch(new URL('/api/backup', server.url));
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file));
    judge.note(`${form.restored.toLocaleString('en')} readings, ${Math.round(statSync(file).size / MEGABYTE)} MB`);
    await load.call('run', {});
    await untilStored(server, 20);
    const acknowledged = async (): Promise<string[]> => (await load.call('acknowledged', {})).map(({ key }) => key);
    const atRestMs = await turnsAtRestMs(server);
    judge.noteFigure('longest turn at rest', atRestMs, 'ms');
    const sinceMs = performance.now();
    let isOver = false;
    const steps = followed(server, () => isOver);
    const before = await withPeakMemory(ownPids(server), () => Promise.resolve());
    const { result, peakMb } = await withPeakMemory(ownPids(server), () =>
      fetch(new URL('/api/restore', server.url), {
        method: 'POST',
        headers: GZIP,
        body: Readable.toWeb(createReadStream(file)) as unknown as BodyInit,
        duplex: 'half',
      } as RequestInit),
    );
    const { safety_copy: copy } = (await result.json()) as { safety_copy: string };
    isOver = true;
    judge.holds(`restored (${result.status})`, result.status === 200);
    judge.noteFigure('in all', (performance.now() - sinceMs) / 1000, 's');
    const took = await steps;
    judge.noteFigure('of it beside the readings', ((took['restoring'] ?? 0) + (took['saving'] ?? 0)) / 1000, 's');
    judge.atMost('readings waited at the broker for', (took['replacing'] ?? 0) / 1000, LONGEST_WAIT_S, 's');
    judge.atMost('longest turn', await longestTurnMs(server), LONGEST_TURN_MS + atRestMs, 'ms');
    judge.atMost('memory +', peakMb - before.peakMb, 150, 'MB');
    await load.call('disconnect', {});
    const all = await acknowledged();
    const inCopy = await readingsOf(copy);
    const missing = async (): Promise<number> => {
      const rows = await server.query<{ device_id: string; time: Date }>(
        `SELECT device_id, time FROM telemetry WHERE device_id NOT LIKE 'huge_%'`,
      );
      const kept = new Set([...inCopy, ...rows.map(({ device_id, time }) => `${device_id} ${time.toISOString()}`)]);
      return all.filter((key) => !kept.has(key)).length;
    };
    for (let tries = 0; tries < 60 && (await missing()) > 0; tries += 1) await sleep(500);
    judge.noteFigure('acknowledged', all.length);
    judge.atMost('neither in the copy nor in the database', await missing(), 0);
  },
};

/** `<device> <ISO time>` of the readings in a file that the devices of this case have sent. */
async function readingsOf(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    if (!line.startsWith('{"table":"telemetry"') || line.includes('"huge_')) continue;
    const { row } = JSON.parse(line) as Line;
    const { device_id: id, time } = row as { device_id: string; time: string };
    found.push(`${id} ${new Date(time).toISOString()}`);
  }
  return found;
}

const plantsBesideARestore: Case = {
  what: 'plants are removed and brought back, over and over, while backups are restored',
  required: '0 × 500: each is done, or told why not',
  test: 'plants/removed-plants',
  async run({ site, judge, form }) {
    const server = await site.server();
    const plants: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const device = await register(server.url);
      plants.push(await assignNewPlant(server.url, device.device_id, { name: `Fern ${count}` }));
    }
    const good = await downloaded(server);
    const statuses = new Map<number, number>();
    let isOver = false;
    const note = (status: number): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const owners = plants.map(async (id) => {
      while (!isOver) {
        note((await call(server.url, 'DELETE', `/api/plants/${id}`)).status);
        note((await call(server.url, 'POST', `/api/removed-plants/${id}/restore`)).status);
      }
    });
    const restores: number[] = [];
    for (const untilMs = performance.now() + form.paceS * 2000; performance.now() < untilMs;) {
      const response = await restoreBytes(server, good);
      await response.arrayBuffer();
      restores.push(response.status);
    }
    isOver = true;
    await Promise.all(owners);
    judge.note(`${restores.length} restores: ${[...new Set(restores)].join(', ')}`);
    judge.note([...statuses].map(([status, count]) => `${count} × ${status}`).join(', '));
    judge.atMost('500s', (statuses.get(500) ?? 0) + restores.filter((status) => status === 500).length, 0);
  },
};

export const RESTORES = {
  'hostile-file': hostileFile,
  'huge-file': hugeFile,
  'plants-beside-a-restore': plantsBesideARestore,
};
