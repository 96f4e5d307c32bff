/** Too many of something at once. */
import { call, newMac, register, assignNewPlant } from '../../e2e/harness/api.ts';
import { operationsOf } from '../../e2e/harness/random-requests.ts';
import { eventually, sleep } from '../../e2e/harness/eventually.ts';
import type { PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import { fillDevices } from '../../bench/fill.ts';
import type { BoardJobs } from '../../bench/load/boards.ts';
import type { JobProcess } from '../../bench/processes/job-process.ts';
import { percentile } from '../../bench/statistics.ts';
import { processorTimeUs, residentMb } from '../../bench/usage.ts';
import { brokerHash } from '../../broker/password-hash.ts';
import type { Case } from '../case.ts';
import type { CrowdJobs } from '../load/crowd.ts';
import type { RequestJobs } from '../load/requests.ts';
import { type Site, untilReady, untilStored } from '../site.ts';

const hostMb = (server: PlantOpsProcess): number => residentMb([server.pid ?? Number.NaN]);
const UP_SHARE = 0.999;
const UP_MS = 60_000;

/** So long dashboards ask before memory is first looked at: the first requests have code compiled and caches filled. */
const WARM_MS = 4000;

const warmedUp = (site: Site, server: PlantOpsProcess): Promise<number> =>
  besideADashboard(site, server, () => sleep(WARM_MS));

/** Sees how long a dashboard waits for this while `work` runs. @returns its p95 (ms) */
async function besideADashboard(site: Site, server: PlantOpsProcess, work: () => Promise<void>): Promise<number> {
  const dashboard = site.process<RequestJobs>('requests.ts');
  await dashboard.call('watch', { url: new URL('/api/plants', server.url).href, everyMs: 100 });
  await work();
  return percentile(await dashboard.call('waits', undefined), 0.95);
}

const connects: Case = {
  what: 'many devices connect at the same moment, and again after a kill of the server',
  required: '99.9 % up in 60 s both times, 0 false offline messages',
  test: 'ingest/silence',
  async run({ site, judge, form }) {
    const { discord, webhook } = await site.discord();
    const heartbeatS = 15;
    const server = await site.server({
      DISCORD_WEBHOOK_URL: webhook,
      HEARTBEAT_INTERVAL_S: String(heartbeatS),
      MAX_DEVICES: '20000',
    });
    const password = 'torture-password-of-all';
    await fillDevices(server.databasePlace(), form.connects, await brokerHash(password));
    await server.stop();
    await server.start();
    await untilReady(server);
    const usernames = (await server.query<{ name: string }>('SELECT mqtt_username AS name FROM devices')).map(
      ({ name }) => name,
    );
    // One process cannot begin thousands of connections in a moment.
    const halves = [0, 1].map((half) => ({
      crowd: site.process<CrowdJobs>('crowd.ts'),
      usernames: usernames.filter((_, nth) => nth % 2 === half),
    }));
    const waiting = { share: UP_SHARE, timeoutMs: UP_MS };
    const report = (when: string, found: { up: number; afterMs: number }[]): void => {
      const up = found.reduce((sum, each) => sum + each.up, 0);
      judge.atLeast(`${when} up of ${usernames.length.toLocaleString('en')}`, up, usernames.length * UP_SHARE);
      judge.atMost('after', Math.max(...found.map(({ afterMs }) => afterMs)) / 1000, UP_MS / 1000, 's');
    };
    const task = { port: server.mqttPort, password, heartbeatS, ...waiting };
    report(
      'first',
      await Promise.all(
        halves.map(({ crowd, usernames: ours }) => crowd.call('devices', { ...task, usernames: ours })),
      ),
    );
    await sleep(heartbeatS * 1000);
    await server.kill();
    await server.start();
    report('after the kill', await Promise.all(halves.map(({ crowd }) => crowd.call('up', waiting))));
    await untilReady(server);
    // A device is missed after three heartbeats.
    await sleep(3.5 * heartbeatS * 1000);
    judge.atMost(
      'false offline messages',
      discord.messages.filter(({ content }) => /offline/i.test(content)).length,
      0,
    );
    for (const { crowd } of halves) await crowd.call('leave', undefined);
  },
};

const registrations: Case = {
  what: 'boards register at the same moment, as after a power cut',
  required: '0 × 5xx, some admitted, the rest 429 with Retry-After, dashboard p95 < 1 s',
  test: 'devices/registration-burst',
  async run({ site, judge, form }) {
    const server = await site.server();
    const boards = site.process<BoardJobs>('../../bench/load/boards.ts');
    const p95 = await besideADashboard(site, server, async () => {
      const macs = Array.from({ length: form.burst }, () => newMac());
      const result = await boards.call('burst', { url: server.url, macs });
      judge.note(`${form.burst} boards: ${result.atOnce} at the first try, ${result.toldLater} told when to come back`);
      judge.atMost('left without', result.failed, 0);
      judge.noteFigure('all after', result.allAfterMs / 1000, 's');
    });
    judge.atMost('dashboard p95', p95, 1000, 'ms');
  },
};

const readers: Case = {
  what: 'readers of live events that do not read, while readings come',
  required: 'memory of the host + < 50 MB, missing 0, dashboard p95 < 1 s',
  test: 'api/live-events',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    await untilStored(server, form.ratePerS);
    // What the host takes for readings and dashboards at all is no part of it.
    judge.noteFigure('dashboard p95 before', await warmedUp(site, server), 'ms');
    const before = hostMb(server);
    const crowd = site.process<CrowdJobs>('crowd.ts');
    let peak = before;
    const [processorUs, sinceMs] = [processorTimeUs([server.pid ?? 0]), performance.now()];
    const p95 = await besideADashboard(site, server, async () => {
      await crowd.call('readers', { url: server.url, count: form.readers });
      for (const untilMs = performance.now() + form.readersS * 1000; performance.now() < untilMs;) {
        peak = Math.max(peak, hostMb(server));
        await sleep(250);
      }
    });
    judge.noteFigure('readers', form.readers);
    const wallUs = (performance.now() - sinceMs) * 1000;
    judge.noteFigure('processor of the host', (100 * (processorTimeUs([server.pid ?? 0]) - processorUs)) / wallUs, '%');
    judge.noteFigure('memory before', before, 'MB');
    judge.atMost('memory of the host +', peak - before, 50, 'MB');
    judge.atMost('dashboard p95', p95, 1000, 'ms');
    await crowd.call('leave', undefined);
    await load.call('disconnect', {});
    judge.kept(await site.reckon(server, load));
  },
};

const halfOpen: Case = {
  what: 'requests that announce a body and do not send it',
  required: 'memory of the host + < 50 MB, all closed in 45 s, dashboard p95 < 1 s',
  test: 'http/slow-requests',
  async run({ site, judge, form }) {
    const server = await site.server();
    judge.noteFigure('dashboard p95 before', await warmedUp(site, server), 'ms');
    const before = hostMb(server);
    const crowd = site.process<CrowdJobs>('crowd.ts');
    let peak = before;
    const p95 = await besideADashboard(site, server, async () => {
      await crowd.call('halfOpen', { url: server.url, count: form.halfOpen });
      const sinceMs = performance.now();
      let open = await crowd.call('stillOpen', undefined);
      judge.noteFigure('requests', form.halfOpen);
      judge.noteFigure('open at once', open);
      while (open > 0 && performance.now() - sinceMs < 45_000) {
        await sleep(250);
        peak = Math.max(peak, hostMb(server));
        open = await crowd.call('stillOpen', undefined);
      }
      judge.noteFigure('closed after', (performance.now() - sinceMs) / 1000, 's');
      judge.atMost('open after that', open, 0);
    });
    judge.atMost('memory of the host +', peak - before, 50, 'MB');
    judge.atMost('dashboard p95', p95, 1000, 'ms');
  },
};

/** Requests of one seed; the next begins with other ids, because the ones before are deleted by and by. */
const INPUTS_OF_A_SEED = 10_000;

async function fuzz(server: PlantOpsProcess, requests: JobProcess<RequestJobs>, seed: number, count: number) {
  const ids = ['1', '2', '3'];
  for (let made = 0; made < 20; made += 1) {
    const { device_id } = await register(server.url);
    ids.push(device_id, await assignNewPlant(server.url, device_id, { name: `Fern ${made}` }));
  }
  const { body } = await call<{ paths: Record<string, object> }>(server.url, 'GET', '/api/openapi.json');
  return requests.call('fuzz', { url: server.url, target: { operations: operationsOf(body.paths), ids }, seed, count });
}

const inputs: Case = {
  what: 'requests made up at random, to every operation',
  required: '0 × 5xx, 0 stacks, 0 without an answer, the server goes on',
  test: 'api/fuzz',
  async run({ site, judge, form }) {
    const server = await site.server();
    const requests = site.process<RequestJobs>('requests.ts');
    const pid = server.pid;
    const faults: string[] = [];
    let answered = 0;
    for (let sent = 0; sent < form.inputs; sent += INPUTS_OF_A_SEED) {
      const found = await fuzz(server, requests, sent + 1, Math.min(INPUTS_OF_A_SEED, form.inputs - sent));
      faults.push(...found.faults);
      answered += found.statuses.reduce((sum, [, count]) => sum + count, 0);
    }
    judge.noteFigure('answered', answered);
    judge.atMost('faults', faults.length, 0);
    for (const fault of faults.slice(0, 3)) judge.note(fault.slice(0, 300));
    await eventually(async () => (await call(server.url, 'GET', '/readyz')).status === 200, {
      what: 'a server that is ready',
    });
    judge.holds('the same server goes on', server.pid === pid);
  },
};

export const CROWDS = { connects, registrations, readers, 'half-open': halfOpen, inputs };
