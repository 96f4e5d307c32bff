/** A database that is away or slow, and disks that are full. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { call } from '../../e2e/harness/api.ts';
import { eventually, sleep } from '../../e2e/harness/eventually.ts';
import type { PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import { copyData } from '../../e2e/harness/prepared-data.ts';
import { type Case, NotHere } from '../case.ts';
import { family, frozen, memoryMb, peakMb } from '../processes.ts';
import { type Site, storedCount, untilReady, untilStored } from '../site.ts';

const BALLAST_BYTES = 2 ** 20;
/** Less than the broker's store is saved apart. */
const UNSAVED_MS = 2000;

/** How long it takes until `/readyz` says this (ms). */
async function untilReadyzSays(server: PlantOpsProcess, wanted: number): Promise<number> {
  const sinceMs = performance.now();
  await eventually(async () => (await call(server.url, 'GET', '/readyz')).status === wanted, {
    timeoutMs: 60_000,
    what: `/readyz ${wanted}`,
  });
  return performance.now() - sinceMs;
}

/** How long an answer takes (ms), and its status. */
async function answer(server: PlantOpsProcess, address: string): Promise<{ ms: number; status: number }> {
  const sinceMs = performance.now();
  const { status } = await call(server.url, 'GET', address);
  return { ms: performance.now() - sinceMs, status };
}

const databaseAway: Case = {
  what: 'the database hangs (SIGSTOP of all its processes) under load',
  required:
    '/readyz 503 in 5 s, then API errors in 2 s, memory grows by less than 150 MB, all stored within 2 min, memory back afterwards (+ 100 MB)',
  test: 'ingest/outage',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    await untilStored(server, form.ratePerS);
    const beforeMb = memoryMb(server);
    await frozen(family(server.databasePid), async () => {
      judge.atMost('/readyz 503 after', (await untilReadyzSays(server, 503)) / 1000, 5, 's');
      const { ms, status } = await answer(server, '/api/devices');
      judge.holds('the API says that the database is away', status === 503);
      judge.atMost('the API answers in', ms / 1000, 2, 's');
      judge.atMost('memory +', (await peakMb(server, form.outageS * 1000)) - beforeMb, 150, 'MB');
    });
    judge.noteFigure('away for', form.outageS, 's');
    const backAtMs = performance.now();
    await untilReady(server);
    await load.call('disconnect', {});
    const reckoning = await site.reckon(server, load);
    judge.kept(reckoning);
    judge.atMost('drained in', (reckoning.settledAtMs - backAtMs) / 1000, 120, 's');
    // What was held is given back when garbage is collected, which takes work.
    for (let look = 0; look < 50; look += 1) await call(server.url, 'GET', '/metrics');
    await sleep(5000);
    judge.atMost('memory afterwards +', memoryMb(server) - beforeMb, 100, 'MB');
  },
};

const databaseSlow: Case = {
  what: 'each batch takes two seconds longer in the database',
  required: 'larger batches, no reconnects, missing 0',
  test: 'broker/inbox-interruptions',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await server.query(
      `CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$`,
    );
    await server.query(
      `CREATE TRIGGER take_long AFTER INSERT ON telemetry FOR EACH STATEMENT EXECUTE FUNCTION take_long()`,
    );
    await load.call('run', {});
    await sleep(form.slowS * 1000);
    const stored = await storedCount(server);
    await server.query('DROP TRIGGER take_long ON telemetry');
    await load.call('disconnect', {});
    judge.atLeast('stored a second meanwhile', stored / form.slowS, form.ratePerS / 3);
    judge.atMost('connections lost', server.output.split('the connection to the broker is lost').length - 1, 0);
    judge.kept(await site.reckon(server, load));
  },
};

/** Puts a folder with what is in it on a small disk of its own. @throws NotHere without the right to mount */
function onASmallDisk(site: Site, folder: string, megabytes: number): void {
  const { uid, gid, mode } = statSync(folder);
  const aside = mkdtempSync(path.join(os.tmpdir(), 'plantops-torture-'));
  try {
    copyData(folder, aside);
    const options = `size=${megabytes}m,uid=${uid},gid=${gid},mode=${(mode & 0o7777).toString(8)}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
    site.atEnd(() => execFileSync('umount', ['-l', folder]));
    copyData(aside, folder);
  } catch (failure) {
    throw new NotHere(`only root may mount a small disk (${(failure as Error).message.split('\n')[0]})`);
  } finally {
    rmSync(aside, { recursive: true });
  }
}

/** Fills the disk of a folder. @returns a function that frees it */
function fill(folder: string): () => void {
  const ballast = path.join(folder, 'ballast');
  try {
    for (;;) writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES, 1), { flag: 'a' });
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ENOSPC') throw failure;
  }
  return () => rmSync(ballast, { force: true });
}

const diskFull: Case = {
  what: 'the disk of database and broker is full (a small tmpfs) under load',
  required:
    'no crash, nothing acknowledged that is lost, told on /readyz, goes on by itself: missing 0 after space is freed',
  test: 'system/durability',
  async run({ site, judge, form }) {
    const server = site.prepare();
    server.begin();
    onASmallDisk(site, server.dataDir, 400);
    await server.start();
    await untilReady(server);
    const load = await site.load(server, form);
    await load.call('run', {});
    await untilStored(server, form.ratePerS);
    const host = server.pid;
    const free = fill(server.dataDir);
    try {
      judge.noteFigure('/readyz 503 after', (await untilReadyzSays(server, 503)) / 1000, 's');
      await sleep(form.fullS * 1000);
      const { body } = await call<{ warnings: string[]; checks: Record<string, { ok: boolean; detail?: string }> }>(
        server.url,
        'GET',
        '/readyz',
      );
      judge.holds('/readyz says that the disk is full', /disk|space|room|full/i.test(JSON.stringify(body)));
    } finally {
      free();
    }
    await untilReady(server, 120_000);
    await untilStored(server, 1);
    judge.holds('the same server goes on', server.pid === host);
    await load.call('disconnect', {});
    judge.kept(await site.reckon(server, load));
  },
};

const brokerDiskFull: Case = {
  what: "the disk of the broker's store is full, nothing can be stored, and the server is stopped",
  required: 'devices are refused, the stop message is true: acknowledged = stored + those it says are lost',
  test: 'system/durability',
  async run({ site, judge, form }) {
    const server = await site.server();
    await server.stop();
    onASmallDisk(site, path.join(server.dataDir, 'mosquitto'), 64);
    await server.start();
    await untilReady(server);
    const load = await site.load(server, form);
    const lock = await server.database();
    lock.on('error', () => undefined);
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE');
    await load.call('run', {});
    await eventually(async () => (await load.call('count', {})) > form.ratePerS, { what: 'readings that wait' });
    // Part of them is saved, and part is not.
    const store = path.join(server.dataDir, 'mosquitto', 'mosquitto.db');
    const savedMs = statSync(store).mtimeMs;
    await eventually(() => statSync(store).mtimeMs > savedMs, { what: 'a store that is saved' });
    await sleep(UNSAVED_MS);
    const free = fill(path.join(server.dataDir, 'mosquitto'));
    judge.atMost('/readyz 503 after', (await untilReadyzSays(server, 503)) / 1000, 20, 's');
    await eventually(
      async () => {
        const before = await load.call('count', {});
        await sleep(1500);
        return (await load.call('count', {})) === before;
      },
      { timeoutMs: 60_000, what: 'devices that are refused' },
    );
    const acknowledged = await load.call('count', {});
    await sleep(form.fullS * 1000);
    judge.atMost('acknowledged while refused', (await load.call('count', {})) - acknowledged, 0);
    await load.end();
    await server.stop();
    const lost = Number(
      /stopped; (\d+) messages that the broker had acknowledged are lost/.exec(server.output)?.[1] ?? 0,
    );
    free();
    await server.start();
    await untilReady(server);
    await eventually(async () => (await storedCount(server)) + lost >= acknowledged, { what: 'what is not lost' });
    await sleep(2000);
    const stored = await storedCount(server);
    judge.note(`${acknowledged} acknowledged, ${stored} stored, ${lost} said to be lost`);
    judge.atLeast('acknowledged', acknowledged, form.ratePerS);
    judge.atMost('neither stored nor said to be lost', acknowledged - stored - lost, 0);
    // What was on its way when connections were cut may be taken, and its acknowledgement not heard.
    judge.atMost('taken and not heard of', stored + lost - acknowledged, form.ratePerS / 10);
  },
};

export const OUTAGES = {
  'database-away': databaseAway,
  'database-slow': databaseSlow,
  'disk-full': diskFull,
  'broker-disk-full': brokerDiskFull,
};
