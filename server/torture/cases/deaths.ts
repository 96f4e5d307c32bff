/** Processes that are killed or restarted while readings come. */
import { eventually, sleep } from '../../e2e/harness/eventually.ts';
import { isAlive, type PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import type { Case } from '../case.ts';
import { untilReady, untilStored } from '../site.ts';

/** How long after one death the next comes (ms): the server works normally in between. */
const BETWEEN_MS = 700;
/** The broker saves its store so often (`autosave_interval`), and a busy machine needs a moment for it (ms). */
const AUTOSAVE_MS = 6000;

/** Has a process end, and waits for the one that takes its place. */
async function replaced(pidOf: () => number, signal: NodeJS.Signals): Promise<void> {
  const pid = pidOf();
  process.kill(pid, signal);
  await eventually(() => pidOf() !== pid && isAlive(pidOf()), { timeoutMs: 60_000, what: 'another process' });
}

const serverKilled: Case = {
  what: 'kill -9 of the server under load, and a start',
  required: 'missing 0, doubled 0, ingest again in 10 s',
  test: 'ingest/recovery',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    let slowestMs = 0;
    for (let kills = 0; kills < form.serverKills; kills += 1) {
      await sleep(BETWEEN_MS);
      await server.kill();
      const sinceMs = performance.now();
      await server.start();
      await untilStored(server, 1);
      slowestMs = Math.max(slowestMs, performance.now() - sinceMs);
    }
    await load.call('disconnect', {});
    judge.noteFigure('kills', form.serverKills);
    judge.kept(await site.reckon(server, load));
    judge.atMost('ingest again after', slowestMs / 1000, 10, 's');
  },
};

/** Readings that are missing although they were acknowledged longer than this before the next death. */
function missingBefore(
  missing: readonly string[],
  atMs: ReadonlyMap<string, number>,
  deaths: readonly number[],
  ms: number,
): number {
  return missing.filter((key) => {
    const acknowledged = atMs.get(key) ?? 0;
    const next = deaths.find((death) => death >= acknowledged) ?? Infinity;
    return next - acknowledged > ms;
  }).length;
}

const timesOf = (acknowledged: readonly { key: string; atMs: number }[]): Map<string, number> =>
  new Map(acknowledged.map(({ key, atMs }) => [key, atMs]));

const brokerKilled: Case = {
  what: 'kill -9 of the broker under load; the server is well',
  required: 'missing 0 of those acknowledged more than 1 s before, doubled 0',
  test: 'ingest/outage',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    const deaths: number[] = [];
    for (let kills = 0; kills < form.brokerKills; kills += 1) {
      await sleep(BETWEEN_MS);
      deaths.push(Date.now());
      await replaced(() => server.brokerPid, 'SIGKILL');
      await load.call('connected', {});
      await untilStored(server, 1);
    }
    await load.call('disconnect', {});
    const reckoning = await site.reckon(server, load);
    const atMs = timesOf(await load.call('acknowledged', {}));
    judge.noteFigure('kills', deaths.length);
    judge.note(
      `${reckoning.acknowledged} acknowledged = ${reckoning.stored} stored + ${reckoning.setAside} set aside + ${reckoning.missing.length} missing`,
    );
    judge.atMost('missing of more than 1 s before', missingBefore(reckoning.missing, atMs, deaths, 1000), 0);
    judge.atMost('doubled', reckoning.doubled, 0);
  },
};

const bothKilled: Case = {
  what: 'the server is killed, and the broker while readings wait in it',
  required: 'missing at most what the broker took since it last saved its store (5 s)',
  test: 'ingest/recovery',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    await untilStored(server, form.ratePerS);
    await server.kill();
    await sleep(AUTOSAVE_MS + 2000);
    const deathMs = Date.now();
    process.kill(server.brokerPid, 'SIGKILL');
    await server.start();
    await load.call('connected', {});
    await untilStored(server, 1);
    await load.call('disconnect', {});
    const reckoning = await site.reckon(server, load);
    const atMs = timesOf(await load.call('acknowledged', {}));
    judge.note(
      `${reckoning.acknowledged} acknowledged = ${reckoning.stored} stored + ${reckoning.setAside} set aside + ${reckoning.missing.length} missing`,
    );
    judge.atMost('missing of before the window', missingBefore(reckoning.missing, atMs, [deathMs], AUTOSAVE_MS), 0);
    judge.atMost('doubled', reckoning.doubled, 0);
  },
};

async function backAgain(server: PlantOpsProcess): Promise<void> {
  await untilReady(server);
  await untilStored(server, 1);
}

const brokerRestarted: Case = {
  what: 'the broker ends (SIGTERM) under load, as in an upgrade',
  required: 'missing 0, devices and server connected again in 5 s',
  test: 'ingest/outage',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    let slowestMs = 0;
    for (let restarts = 0; restarts < form.brokerRestarts; restarts += 1) {
      await sleep(BETWEEN_MS);
      const sinceMs = performance.now();
      await replaced(() => server.brokerPid, 'SIGTERM');
      await load.call('connected', {});
      await untilStored(server, 1);
      slowestMs = Math.max(slowestMs, performance.now() - sinceMs);
      await backAgain(server);
    }
    await load.call('disconnect', {});
    judge.noteFigure('restarts', form.brokerRestarts);
    judge.kept(await site.reckon(server, load));
    judge.atMost('readings again after', slowestMs / 1000, 5, 's');
  },
};

const engineKilled: Case = {
  what: 'kill -9 of the flow engine under load',
  required: 'missing 0, doubled 0, readings again in 10 s',
  test: 'flows/engine-kills',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    let slowestMs = 0;
    for (let kills = 0; kills < form.engineKills; kills += 1) {
      await sleep(BETWEEN_MS);
      const sinceMs = performance.now();
      await replaced(() => server.enginePid, 'SIGKILL');
      await untilStored(server, 1);
      slowestMs = Math.max(slowestMs, performance.now() - sinceMs);
    }
    await load.call('disconnect', {});
    judge.noteFigure('kills', form.engineKills);
    judge.kept(await site.reckon(server, load));
    judge.atMost('readings again after', slowestMs / 1000, 10, 's');
  },
};

export const DEATHS = {
  'server-killed': serverKilled,
  'broker-killed': brokerKilled,
  'both-killed': bothKilled,
  'broker-restarted': brokerRestarted,
  'engine-killed': engineKilled,
};
