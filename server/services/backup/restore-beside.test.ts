/** A restore beside a server that runs, or ends. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { temporaryDataDir } from '../../testing/place.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Backup } from './backup.ts';
import { Restore, type RestoreOptions } from './restore.ts';

const databases = useTestDatabases();
const clock = new FakeClock('2026-03-01T12:00:00.000Z');
let place: ReturnType<typeof temporaryDataDir>;
let database: Database;
let restore: Restore;

const upload = (file: Buffer): Readable => Readable.from([file], { objectMode: false });
const addPlant = (to: Database, id: string, name: string): Promise<unknown> =>
  insertPlant(to, id, { name, species: null, thresholds: {} });
const plants = async (): Promise<string[]> =>
  (await database.query<{ name: string }>('SELECT name FROM plants ORDER BY id')).rows.map(({ name }) => name);
const copies = (): string[] => {
  const folder = path.join(place.dataDir, 'backups');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const backupOf = (source: Database): Backup =>
  new Backup({ database: source, clock, edits: () => null, ownNodes: () => null });
/** The backup of a server with a plant that is called Fern. */
async function fileOfFern(more?: (source: Database) => Promise<unknown>): Promise<Buffer> {
  const source = await databases.pool();
  await addPlant(source, 'plant_new', 'Fern');
  await more?.(source);
  return gzipSync(await buffer(await backupOf(source).open()));
}
const restoreWith = (holdBack: RestoreOptions['holdBack'] = () => Promise.resolve(() => undefined)): Restore =>
  new Restore({
    database,
    dataDir: place.dataDir,
    clock,
    backup: backupOf(database),
    flows: { faultsOf: () => [], replaceEdits: () => Promise.resolve() },
    holdBack,
    bus: new ChangeBus(silentLog),
    log: silentLog,
  });

beforeEach(async () => {
  place = temporaryDataDir();
  database = await databases.pool();
  await addPlant(database, 'plant_before', 'Of before');
  restore = restoreWith();
});
afterEach(() => place.remove());

describe('a restore', () => {
  it('goes on beside the readings until its tables are filled, and keeps those that came meanwhile', async () => {
    const seen: unknown[] = [];
    const file = await fileOfFern((source) =>
      source.query(
        `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id)
         VALUES ('dev_1', 'm', 'dev_1', 'h', '$7$101$c2FsdA==$aGFzaA==', 'plant_new')`,
      ),
    );
    restore = restoreWith(async () => {
      seen.push(restore.progress.step);
      await database.query(
        `INSERT INTO telemetry (time, device_id, plant_id, humidity) VALUES ('2026-03-01Z', 'dev_1', 'plant_before', 40)`,
      );
      return () => undefined;
    });
    await restore.run(upload(file));
    const { rows } = await database.query('SELECT device_id, plant_id, humidity FROM telemetry');
    expect([seen, rows]).toEqual([['replacing'], [{ device_id: 'dev_1', plant_id: 'plant_new', humidity: 40 }]]);
  });
});

describe('a restore that is cancelled', () => {
  it('has changed nothing, says so, and the next one runs', async () => {
    const file = await fileOfFern();
    const running = expect(restore.run(upload(file))).rejects.toMatchObject({ code: 'restore_cancelled', status: 409 });
    await restore.cancel();
    await running;
    expect([await plants(), copies(), restore.progress.step]).toEqual([['Of before'], [], 'idle']);
    await restore.run(upload(file));
    expect(await plants()).toEqual(['Fern']);
  });

  it('is refused where none runs, and when the tables take their place already', async () => {
    await expect(restore.cancel()).rejects.toMatchObject({ code: 'restore_not_running' });
    let tooLate: unknown;
    restore = restoreWith(async () => {
      tooLate = await restore.cancel().catch((failure: unknown) => failure);
      return () => undefined;
    });
    await restore.run(upload(await fileOfFern()));
    expect([tooLate, await plants()]).toEqual([expect.objectContaining({ code: 'restore_not_running' }), ['Fern']]);
  });
});

describe('the end of the server', () => {
  it('ends a restore that is not done yet: it has changed nothing', async () => {
    let isHeld = false;
    restore = restoreWith(() => Promise.resolve(() => void (isHeld = true)));
    const running = expect(restore.run(upload(await fileOfFern()))).rejects.toMatchObject({
      code: 'restore_stopped',
      status: 503,
    });
    await restore.stop();
    await running;
    expect([await plants(), copies(), isHeld]).toEqual([['Of before'], [], false]);
  });

  it('waits for one that is about to be done', async () => {
    let stopped: Promise<void> | undefined;
    restore = restoreWith(() => {
      stopped = restore.stop();
      return Promise.resolve(() => undefined);
    });
    await restore.run(upload(await fileOfFern()));
    await stopped;
    expect(await plants()).toEqual(['Fern']);
  });

  it('is not kept by one that fails, nor where none runs', async () => {
    const running = expect(restore.run(upload(gzipSync('')))).rejects.toMatchObject({ code: 'restore_stopped' });
    await restore.stop();
    await running;
    await restore.stop();
    await restoreWith(() => Promise.resolve(() => undefined)).stop();
  });
});
