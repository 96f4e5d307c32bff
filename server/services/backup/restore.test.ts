import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { saveRegistration } from '../../db/repositories/devices.ts';
import { findPhoto, savePhoto } from '../../db/repositories/photos.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { linesOf, packed, rowsOf } from '../../testing/backup-file.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { temporaryDataDir } from '../../testing/place.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Backup } from './backup.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { OwnNodes } from './own-nodes-format.ts';
import { Restore, type RestoreOptions } from './restore.ts';

const databases = useTestDatabases();
const NOON = '2026-03-01T12:00:00.000Z';
let place: ReturnType<typeof temporaryDataDir>;
let clock: FakeClock;
let database: Database;
/** What happens beside the database, in order. */
let steps: string[];
let lines: string[];
let bus: ChangeBus;
let restore: Restore;

const upload = (file: Buffer): Readable => Readable.from([file], { objectMode: false });
const plants = async (of = database): Promise<string[]> =>
  (await of.query<{ name: string }>('SELECT name FROM plants ORDER BY id')).rows.map(({ name }) => name);
const copies = (): string[] => {
  const folder = path.join(place.dataDir, 'backups');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};
/** Resolves once an upload is being received. */
const begun = async (): Promise<void> => {
  await expect.poll(() => copies()).toEqual(['upload.ndjson.gz.part']);
};
const addPlant = (to: Database, id: string, name: string): Promise<unknown> =>
  insertPlant(to, id, { name, species: null, thresholds: {} });

const OWN_NODES: OwnNodes = {
  files: [{ path: 'mine/mine.js', content: 'eA==' }],
  packages: { 'node-red-contrib-sun': '^1.0.0' },
};

const files = new Map<string, Buffer>();
/** The backup of a server with these plants. */
async function fileOf(
  names: string[],
  edits: FlowEdits | null = null,
  more?: (source: Database) => Promise<unknown>,
  ownNodes: OwnNodes | null = null,
) {
  const key = JSON.stringify([names, edits, ownNodes]);
  const made = more ? undefined : files.get(key);
  if (made) return made;
  const source = await databases.pool();
  for (const [index, name] of names.entries()) await addPlant(source, `plant_${index}`, name);
  await more?.(source);
  const noon = new FakeClock(NOON);
  const backup = new Backup({ database: source, clock: noon, edits: () => edits, ownNodes: () => ownNodes });
  const file = gzipSync(await buffer(await backup.open()));
  if (!more) files.set(key, file);
  return file;
}
const log = (): Logger => pino({}, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
const newRestore = (options: Partial<RestoreOptions> = {}): Restore =>
  new Restore({
    database,
    dataDir: place.dataDir,
    clock,
    backup: new Backup({ database, clock, edits: () => null, ownNodes: () => null }),
    flows: {
      faultsOf: () => [],
      replaceEdits: (edits) => Promise.resolve(void steps.push(`flows ${edits?.edited[0]?.id ?? 'as shipped'}`)),
    },
    holdBack: () => {
      steps.push('hold back');
      return Promise.resolve(() => steps.push('go on'));
    },
    bus,
    log: log(),
    ...options,
  });

beforeEach(async () => {
  place = temporaryDataDir();
  clock = new FakeClock(NOON);
  database = await databases.pool();
  await addPlant(database, 'plant_before', 'Of before');
  steps = [];
  lines = [];
  bus = new ChangeBus(log());
  bus.on('data_replaced', () => steps.push('replaced'));
  restore = newRestore();
});
afterEach(() => place.remove());

describe('a restore', () => {
  it('replaces everything, and keeps what was there in a file that only the owner of the server can read', async () => {
    const file = await fileOf(['Fern', 'Palm'], { edited: [{ id: 'mine', type: 'tab' }], base: null });
    await clock.advance(1000);
    const result = await restore.run(upload(file));
    expect(result).toEqual({
      created_at: NOON,
      rows: expect.objectContaining({ plants: 2, devices: 0, telemetry: 0 }),
      safety_copy: path.join(place.dataDir, 'backups', 'before-restore-2026-03-01T12-00-01.000Z.ndjson.gz'),
    });
    expect(await plants()).toEqual(['Fern', 'Palm']);
    expect(statSync(result.safety_copy).mode & 0o777).toBe(0o600);
    expect(rowsOf(readFileSync(result.safety_copy), 'plants')).toMatchObject([{ name: 'Of before' }]);
    expect(copies()).toEqual([path.basename(result.safety_copy)]);
    expect(steps).toEqual(['hold back', 'replaced', 'flows mine', 'go on']);
    expect(lines).toEqual([`restoring a backup of ${NOON}`, expect.stringContaining(result.safety_copy)]);
  });

  it("adds the owner's nodes to those that are there", async () => {
    const given: unknown[] = [];
    restore = newRestore({
      flows: {
        faultsOf: (_, ownNodes) => (ownNodes ? [] : ['its nodes are not known']),
        replaceEdits: (_, ownNodes) => Promise.resolve(void given.push(ownNodes)),
      },
    });
    await restore.run(upload(await fileOf(['Fern'], null, undefined, OWN_NODES)));
    expect(given).toEqual([OWN_NODES]);
  });

  it('of another file after that replaces everything again, and each has its own copy of what was before', async () => {
    const first = await restore.run(
      upload(await fileOf(['Fern'], { edited: [{ id: 'mine', type: 'tab' }], base: null })),
    );
    await clock.advance(1);
    const second = await restore.run(upload(await fileOf(['Palm', 'Lily'])));
    expect(await plants()).toEqual(['Palm', 'Lily']);
    expect(rowsOf(readFileSync(first.safety_copy), 'plants')).toMatchObject([{ name: 'Of before' }]);
    expect(rowsOf(readFileSync(second.safety_copy), 'plants')).toMatchObject([{ name: 'Fern' }]);
    const round = (flows: string): string[] => ['hold back', 'replaced', flows, 'go on'];
    expect(steps).toEqual([...round('flows mine'), ...round('flows as shipped')]);
  });

  it('can be undone with the copy', async () => {
    const { safety_copy } = await restore.run(upload(await fileOf(['Fern'])));
    await clock.advance(1);
    await restore.run(upload(readFileSync(safety_copy)));
    expect(await plants()).toEqual(['Of before']);
  });

  it('takes thousands of rows, of tables and with columns that differ', async () => {
    const file = await fileOf(['Fern'], null, (source) =>
      source.query(
        `INSERT INTO journal_entries (plant_id, kind, note, at)
         SELECT 'plant_0', 'note', 'note ' || n, now() FROM generate_series(1, 2500) AS n`,
      ),
    );
    const older = packed(
      linesOf(file).map((line, index) => {
        if (line.table !== 'journal_entries' || index % 2 === 0) return line;
        const { amount_ml: _, ...row } = line.row ?? {};
        return { ...line, row };
      }),
    );
    for (const each of [file, older]) {
      expect((await restore.run(upload(each))).rows).toMatchObject({ plants: 1, journal_entries: 2500 });
      const { rows } = await database.query('SELECT DISTINCT note FROM journal_entries');
      expect(rows).toHaveLength(2500);
      await clock.advance(1);
    }
  });

  it('takes photos that fill many times what is read at once, and that arrive in many pieces', async () => {
    const photos = [randomBytes(3_000_000), randomBytes(3_000_000), randomBytes(1000)];
    const file = await fileOf(['Fern', 'Palm', 'Lily'], null, async (source) => {
      for (const [index, content] of photos.entries())
        await savePhoto(source, `plant_${index}`, { mediaType: 'image/png', version: `v${index}`, content });
    });
    const pieces = Array.from({ length: Math.ceil(file.length / 50_000) }, (_, index) =>
      file.subarray(index * 50_000, (index + 1) * 50_000),
    );
    expect((await restore.run(Readable.from(pieces, { objectMode: false }))).rows).toMatchObject({ plant_photos: 3 });
    for (const [index, content] of photos.entries())
      expect((await findPhoto(database, `plant_${index}`))?.content.equals(content)).toBe(true);
  });

  it('keeps devices with the hashes of their passwords', async () => {
    const brokerHash = '$7$101$c2FsdA==$aGFzaA==';
    const device = { deviceId: 'dev_1', macAddress: 'a4:cf:12:00:00:01', passwordHash: 'bcrypt', brokerHash };
    const file = await fileOf([], null, (source) =>
      saveRegistration(source, { ...device, name: null, firmwareVersion: null, sensorTypes: null }),
    );
    await restore.run(upload(file));
    const { rows } = await database.query('SELECT id, mqtt_broker_hash FROM devices');
    expect(rows).toEqual([{ id: 'dev_1', mqtt_broker_hash: brokerHash }]);
  });

  it('is refused while another one runs, and taken once that has ended', async () => {
    const [first, second] = [await fileOf(['Fern']), await fileOf(['Palm'])];
    const running = restore.run(upload(first));
    await expect(restore.run(upload(second))).rejects.toMatchObject({ code: 'restore_running', status: 409 });
    await running;
    expect(await plants()).toEqual(['Fern']);
    await clock.advance(1);
    await restore.run(upload(second));
    expect(await plants()).toEqual(['Palm']);
  });

  it('keeps three copies, the newest', async () => {
    const made: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      made.push(path.basename((await restore.run(upload(await fileOf(['Fern'])))).safety_copy));
      expect(copies()).toEqual(made.slice(-3));
      await clock.advance(60_000);
    }
  });

  it('keeps the copy that it has just made, also on a machine whose clock was set back', async () => {
    for (let round = 0; round < 4; round += 1) {
      await restore.run(upload(await fileOf(['Fern'])));
      await clock.advance(1);
    }
    clock.set('2020-01-01T00:00:00Z');
    const { safety_copy } = await restore.run(upload(await fileOf(['Palm'])));
    expect(existsSync(safety_copy)).toBe(true);
    expect(copies()).toHaveLength(3);
  });

  it('holds although a part of the server does not follow, and says that a start will help', async () => {
    bus.on('data_replaced', () => Promise.reject(new Error('cannot follow')));
    restore = newRestore({
      flows: { faultsOf: () => [], replaceEdits: () => Promise.reject(new Error('no flows')) },
    });
    await restore.run(upload(await fileOf(['Fern'])));
    expect([await plants(), steps]).toEqual([['Fern'], ['hold back', 'replaced', 'go on']]);
    expect(lines.filter((line) => line.includes('start PlantOps again'))).toEqual([
      'the backup is restored, but not all of it is in effect: start PlantOps again',
      'the flows of the backup are restored, but do not run yet: start PlantOps again',
    ]);
  });
});

describe('a restore that fails', () => {
  const withBadRow = async (): Promise<Buffer> =>
    packed(
      linesOf(await fileOf(['Fern', 'Palm'])).map((line) =>
        line.row?.id === 'plant_1' ? { ...line, row: { ...line.row, id: 'plant_0' } } : line,
      ),
    );

  it('changes nothing, holds no reading back, leaves no file, and does not keep another file from being restored', async () => {
    await expect(restore.run(upload(await withBadRow()))).rejects.toMatchObject({
      code: 'invalid_backup',
      message: expect.stringMatching(
        /^The database does not take what the backup holds: .*plants_pkey.*Nothing was changed$/,
      ),
    });
    expect([await plants(), copies(), steps]).toEqual([['Of before'], [], []]);
    await restore.run(upload(await fileOf(['Lily'])));
    expect([await plants(), copies().length]).toEqual([['Lily'], 1]);
  });

  it('does not push out the copy of one that did not, however often', async () => {
    const { safety_copy } = await restore.run(upload(await fileOf(['Fern'])));
    const bad = await withBadRow();
    for (let round = 0; round < 4; round += 1) {
      await clock.advance(1);
      await expect(restore.run(upload(bad))).rejects.toMatchObject({ code: 'invalid_backup' });
    }
    await clock.advance(1);
    await restore.run(upload(await fileOf(['Palm'])));
    expect(copies()).toHaveLength(2);
    expect(rowsOf(readFileSync(safety_copy), 'plants')).toMatchObject([{ name: 'Of before' }]);
  });

  it.each<[string, (file: Buffer) => Readable, RegExp]>([
    ['is cut off', (file) => upload(file.subarray(0, file.length - 20)), /ends too early: download it again/],
    ['is not packed', (file) => upload(gunzipSync(file)), /not a gzip file, or a damaged one/],
    [
      'is damaged',
      (file) => upload(Buffer.concat([file.subarray(0, 60), Buffer.alloc(60), file.subarray(120)])),
      /damaged/,
    ],
    ['is nothing', () => upload(gzipSync('')), /The backup is empty/],
    ['has no end', (file) => upload(packed(linesOf(file).slice(0, -1))), /ends too early/],
  ])('because the file %s holds no reading back and leaves nothing behind', async (_what, made, words) => {
    await expect(restore.run(made(await fileOf(['Fern'])))).rejects.toMatchObject({
      code: 'invalid_backup',
      message: expect.stringMatching(words),
    });
    expect([await plants(), copies(), steps]).toEqual([['Of before'], [], []]);
  });

  it('because its flows cannot run here says why, and holds no reading back', async () => {
    restore = newRestore({
      flows: { faultsOf: (edits) => (edits ? ['no such node', 'another'] : []), replaceEdits: () => Promise.resolve() },
    });
    const file = await fileOf(['Fern'], { edited: [{ id: 'x', type: 'none' }], base: null });
    await expect(restore.run(upload(file))).rejects.toMatchObject({
      code: 'invalid_backup',
      message: expect.stringContaining('The flows of the backup cannot run here: no such node'),
    });
    expect([await plants(), copies(), steps]).toEqual([['Of before'], [], []]);
    await restore.run(upload(await fileOf(['Palm'])));
    expect(await plants()).toEqual(['Palm']);
  });

  it('because its flows need packages that are not here names them', async () => {
    restore = newRestore({ flows: { faultsOf: () => ['no such node'], replaceEdits: () => Promise.resolve() } });
    await expect(restore.run(upload(await fileOf(['Fern'], null, undefined, OWN_NODES)))).rejects.toMatchObject({
      code: 'invalid_backup',
      message: expect.stringContaining(
        'no such node. Where the backup was made, npm had installed node-red-contrib-sun',
      ),
    });
  });

  it('because the upload breaks off says so, and the next one is taken', async () => {
    const file = await fileOf(['Fern']);
    for (const code of ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']) {
      const broken = new PassThrough();
      broken.write(file.subarray(0, 50));
      const running = restore.run(broken);
      const outcome = expect(running).rejects.toMatchObject({
        code: 'invalid_backup',
        message: expect.stringContaining('The upload was broken off'),
      });
      await begun();
      broken.destroy(Object.assign(new Error('gone'), { code }));
      await outcome;
      expect(copies()).toEqual([]);
    }
    await restore.run(upload(file));
    expect(await plants()).toEqual(['Fern']);
  });

  it('for another reason passes that on', async () => {
    const broken = new PassThrough();
    const running = expect(restore.run(broken)).rejects.toThrow('of another kind');
    await begun();
    broken.destroy(new Error('of another kind'));
    await running;
  });

  it('in its upload still reads that to its end, so that the sender gets the answer', async () => {
    const sent = new PassThrough();
    const running = expect(restore.run(sent)).rejects.toMatchObject({ code: 'invalid_backup' });
    const end = new Promise((resolve) => sent.once('end', resolve));
    for (let piece = 0; piece < 20; piece += 1) sent.write(randomBytes(100_000));
    sent.end('no gzip');
    await Promise.all([end, running]);
    expect([sent.errored, copies()]).toEqual([null, []]);
  });

  it.each([
    ['the tables are in use', '55P03', { code: 'database_unavailable', status: 503 }],
    ['the database is away', '57P01', { message: 'refused' }],
  ])('because %s leaves no copy, and lets readings in again', async (_what, code, failure) => {
    const refusing = new Proxy(database, {
      get(target, key) {
        if (key !== 'connect') return (Reflect.get(target, key) as (...all: unknown[]) => unknown).bind(target);
        return async () => {
          const client = await target.connect();
          const query = client.query.bind(client) as (text: unknown, ...rest: unknown[]) => Promise<unknown>;
          const refused = (text: unknown, ...rest: unknown[]): Promise<unknown> =>
            typeof text === 'string' && text.startsWith('TRUNCATE')
              ? Promise.reject(Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code }))
              : query(text, ...rest);
          return { query: refused, release: (error?: Error) => client.release(error) };
        };
      },
    });
    restore = newRestore({ database: refusing });
    await expect(restore.run(upload(await fileOf(['Fern'])))).rejects.toMatchObject(failure);
    expect([await plants(), copies(), steps]).toEqual([['Of before'], [], ['hold back', 'go on']]);
  });
});
