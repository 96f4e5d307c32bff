/** What stands still without ending: the machine, the broker, the flow engine. */
import { call, getDevice } from '../../e2e/harness/api.ts';
import { eventually, sleep } from '../../e2e/harness/eventually.ts';
import { isAlive, type PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import type { Case, Trial } from '../case.ts';
import { frozen, ownPids } from '../processes.ts';
import { untilReady, untilStored } from '../site.ts';

/** Seconds between two heartbeats: a device is missed after three of them. */
const HEARTBEAT_S = 2;
const DEVICES = 20;

/** Devices that never fall silent while something else stands still. */
async function nobodyIsAccused(
  { site, judge, form }: Trial,
  standStill: (server: PlantOpsProcess) => Promise<void>,
): Promise<void> {
  const { discord, webhook } = await site.discord();
  const server = await site.server({ DISCORD_WEBHOOK_URL: webhook, HEARTBEAT_INTERVAL_S: String(HEARTBEAT_S) });
  const load = await site.load(server, { ...form, devices: DEVICES, heartbeatS: HEARTBEAT_S });
  await load.call('run', {});
  await untilStored(server, form.ratePerS);
  const devices = await call<{ id: string }[]>(server.url, 'GET', '/api/devices');
  await eventually(async () => {
    const first = devices.body[0];
    return first && (await getDevice(server.url, first.id)).status === 'online';
  });
  await standStill(server);
  await untilReady(server);
  // Long enough for everybody who were wrongly missed to be told of.
  await sleep(4 * HEARTBEAT_S * 1000);
  const accused = discord.messages.filter(({ content }) => /offline/i.test(content));
  judge.atMost(`false offline messages of ${DEVICES} devices`, accused.length, 0);
  const offline = (await call<{ status: string }[]>(server.url, 'GET', '/api/devices')).body.filter(
    ({ status }) => status === 'offline',
  );
  judge.atMost('devices shown offline', offline.length, 0);
  await load.call('disconnect', {});
  judge.kept(await site.reckon(server, load));
}

const serverSuspended: Case = {
  what: 'the server stands still (SIGSTOP of host and flow engine) while devices go on',
  required: '0 false offline messages, missing 0',
  test: 'ingest/silence',
  run: (trial) =>
    nobodyIsAccused(trial, async (server) => {
      await frozen(ownPids(server), () => sleep(trial.form.hangS * 1000));
      trial.judge.noteFigure('stood still for', trial.form.hangS, 's');
    }),
};

const brokerHung: Case = {
  what: 'the broker stands still, which looks the same as a network that is gone',
  required: '/readyz tells within 10 s, 0 false offline messages, missing 0',
  test: 'ingest/silence',
  run: (trial) =>
    nobodyIsAccused(trial, async (server) => {
      const sinceMs = performance.now();
      await frozen([server.brokerPid], async () => {
        await eventually(async () => (await call(server.url, 'GET', '/readyz')).status === 503, {
          timeoutMs: 60_000,
          what: 'a server that says so',
        });
        trial.judge.atMost('/readyz 503 after', (performance.now() - sinceMs) / 1000, 10, 's');
        await sleep(Math.max(trial.form.hangS * 1000 - (performance.now() - sinceMs), 0));
      });
    }),
};

const engineHung: Case = {
  what: 'the flow engine stands still, as in an endless loop that nothing breaks off',
  required: 'ended and started again in 30 s, the dashboard p95 < 1 s meanwhile, missing 0, doubled 0',
  test: 'flows/flow-faults',
  async run({ site, judge, form }) {
    const server = await site.server();
    const load = await site.load(server, form);
    await load.call('run', {});
    await untilStored(server, form.ratePerS);
    const hung = server.enginePid;
    const waits: number[] = [];
    const sinceMs = performance.now();
    process.kill(hung, 'SIGSTOP');
    await eventually(
      async () => {
        const askedMs = performance.now();
        await call(server.url, 'GET', '/api/plants');
        waits.push(performance.now() - askedMs);
        return server.enginePid !== hung && isAlive(server.enginePid);
      },
      { timeoutMs: 60_000, what: 'another flow engine' },
    );
    await untilStored(server, 1);
    judge.atMost('readings again after', (performance.now() - sinceMs) / 1000, 30, 's');
    judge.atMost(
      'dashboard p95',
      waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? Number.NaN,
      1000,
      'ms',
    );
    await load.call('disconnect', {});
    judge.kept(await site.reckon(server, load));
  },
};

export const STANDSTILLS = {
  'server-suspended': serverSuspended,
  'broker-hung': brokerHung,
  'engine-hung': engineHung,
};
