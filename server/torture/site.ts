import { DiscordServer } from '../e2e/harness/discord-server.ts';
import { call, register } from '../e2e/harness/api.ts';
import { eventually, sleep } from '../e2e/harness/eventually.ts';
import { KeptReadings, type Reckoning } from '../e2e/harness/kept-readings.ts';
import { PlantOpsProcess } from '../e2e/harness/plantops-process.ts';
import type { Prepared } from '../e2e/harness/prepared-data.ts';
import type { LoadOptions } from '../e2e/harness/recorded-load.ts';
import { JobProcess } from '../bench/processes/job-process.ts';
import type { Jobs } from '../bench/processes/jobs.ts';
import type { DeviceJobs } from './load/devices.ts';

/** Where nothing has come for so long, nothing comes any more (ms). */
const QUIET_MS = 15_000;

export interface LoadWishes extends Omit<LoadOptions, 'timed'> {
  devices?: number;
}

/** Where one case takes place: its servers, and the processes that press them. All are ended with it. */
export class Site {
  readonly #prepared: Prepared;
  readonly #endings: (() => unknown)[] = [];

  constructor(prepared: Prepared) {
    this.#prepared = prepared;
  }

  /** Has this done when the case is over, the last first. */
  atEnd(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  /** A server that has its own database and broker, and is not started yet. */
  prepare(environment: Record<string, string> = {}): PlantOpsProcess {
    const { dataDir: from, compileCache } = this.#prepared;
    const server = new PlantOpsProcess(environment, { from, compileCache });
    this.atEnd(() => server.remove());
    return server;
  }

  async server(environment: Record<string, string> = {}): Promise<PlantOpsProcess> {
    const server = this.prepare(environment);
    await server.start();
    await untilReady(server);
    return server;
  }

  /** Stands in for Discord. @returns it, and its address for `DISCORD_WEBHOOK_URL` */
  async discord(): Promise<{ discord: DiscordServer; webhook: string }> {
    const discord = new DiscordServer();
    const webhook = await discord.start();
    this.atEnd(() => discord.stop());
    return { discord, webhook };
  }

  /** A process that does these jobs. @param program its file in `load` */
  process<Served extends Jobs>(program: string): JobProcess<Served> {
    const running = new JobProcess<Served>(`../torture/load/${program}`);
    this.atEnd(() => running.end());
    return running;
  }

  /** Devices in a process of their own, which publish once they are told to. */
  async load(server: PlantOpsProcess, { devices = 3, ...options }: LoadWishes): Promise<JobProcess<DeviceJobs>> {
    const credentials = [];
    for (let count = 0; count < devices; count += 1) credentials.push(await register(server.url));
    const load = this.process<DeviceJobs>('devices.ts');
    await load.call('connect', { devices: credentials, options: { ...options, timed: true } });
    return load;
  }

  /** Waits until everything that was acknowledged has become something. @returns what it has become, and since when nothing more came */
  async reckon(server: PlantOpsProcess, load: JobProcess<DeviceJobs>): Promise<Reckoning & { settledAtMs: number }> {
    const kept = new KeptReadings(() => server);
    const acknowledged = new Set((await load.call('acknowledged', {})).map(({ key }) => key));
    let reckoning = await kept.reckon(acknowledged);
    let progressMs = performance.now();
    while (reckoning.missing.length > 0 && performance.now() - progressMs < QUIET_MS) {
      await sleep(500);
      const before = reckoning.missing.length;
      reckoning = await kept.reckon(acknowledged);
      if (reckoning.missing.length < before) progressMs = performance.now();
    }
    return { ...reckoning, settledAtMs: progressMs };
  }

  async clear(): Promise<void> {
    for (const end of this.#endings.splice(0).toReversed()) await end();
  }
}

export const untilReady = (server: PlantOpsProcess, timeoutMs = 60_000): Promise<boolean> =>
  eventually(
    () =>
      call(server.url, 'GET', '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      ),
    { timeoutMs, what: 'a server that is ready' },
  );

/** How many readings are stored. */
export const storedCount = async (server: PlantOpsProcess): Promise<number> =>
  (await server.query<{ count: number }>('SELECT count(*)::int FROM telemetry'))[0]?.count ?? 0;

/** Waits until more is stored than now. @returns how long that took (ms) */
export async function untilStored(server: PlantOpsProcess, more: number, timeoutMs = 60_000): Promise<number> {
  const sinceMs = performance.now();
  let before: number | undefined;
  await eventually(
    async () => {
      // The database may have been replaced together with its connections.
      const count = await storedCount(server).catch(() => undefined);
      before ??= count;
      return count !== undefined && before !== undefined && count >= before + more;
    },
    { timeoutMs, what: `${more} more readings` },
  );
  return performance.now() - sinceMs;
}

/** The value of a metric without labels, or of the line that begins so. */
export async function metric(server: PlantOpsProcess, name: string): Promise<number> {
  const { body } = await call<string>(server.url, 'GET', '/metrics');
  const line = body.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}
