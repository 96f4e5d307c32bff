/** Builds the whole server, and defines the order in which its parts start and stop. */
import { chmodSync, existsSync, statfsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Logger } from 'pino';
import { Following, openHostLinks, sessionKeyOf } from './beside.ts';
import { type Environment, environmentWarnings } from './config/environment.ts';
import { dataFolderFailure } from './config/refused-place.ts';
import { derivedKey, encryptionKeys } from './config/keys.ts';
import type { DatabaseAccess } from './db/direct-way.ts';
import { migrate } from './db/migrate.ts';
import { openPool } from './db/pool.ts';
import { findEngineAtWork } from './db/repositories/engine-at-work.ts';
import { ReadReplica } from './db/read-replica.ts';
import { readsFrom, readsFromReplica } from './db/reads.ts';
import { close, listen } from './http/server.ts';
import { startBroker, startDatabase } from './infrastructure.ts';
import { systemClock } from '@plantops/shared/clock.ts';
import { claimDirectory } from './process/directory-claim.ts';
import { makeFolder } from './process/make-folder.ts';
import { assertFree } from './process/free-address.ts';
import { openRooms } from './rooms.ts';
import { EngineLink } from './runtime/engine-link.ts';
import { FlowCopies } from './runtime/flow-copies.ts';
import { keepFlowCredentials, rekeyFlowCredentials } from './runtime/flow-credentials.ts';
import { ChangeBus } from './services/bus/change-bus.ts';
import { clockFinding, diskFinding } from './services/preflight/preflight.ts';
import type { StopVerdict } from './services/durability/stop-verdict.ts';
import { DatabaseWatch } from './services/system/database-watch.ts';
import { OwnAddress } from './services/system/own-address.ts';
import type { SimulatorControl } from './services/system/simulator-control.ts';
import type { Flows } from './runtime/open-flows.ts';
import { type Part, StopList } from './stop-list.ts';
import { createWebServer } from './web.ts';

export interface RunningPlantOps {
  /** The dashboard's address, for people and scripts on this machine. */
  address: string;
  simulator: SimulatorControl;
  /** Stops everything in order. @returns what is true of readings that were acknowledged */
  stop(): Promise<StopWords>;
  /** Ends the flows before all else: another engine takes their messages. What was not stored waits at the broker. */
  abandon(): Promise<StopWords>;
}

/** The turn of a server that works in turn with others. */
export interface Turn {
  /** How the database is reached, which is up to date. */
  ways: DatabaseAccess;
  /** Held until everything is stopped. */
  release: () => void;
  /** Called just before the server listens at its address, where somebody else has answered until then. */
  onListen: () => Promise<void>;
}

/** What is said once everything has stopped. */
export interface StopWords {
  words: string;
  /** Whether readings are lost that were acknowledged. */
  isLoss: boolean;
}

/**
 * Starts the whole system.
 * @throws Error that says what to do; whatever was already started is stopped again
 */
export async function startPlantOps(environment: Environment, log: Logger, turn?: Turn): Promise<RunningPlantOps> {
  const stops = new StopList(log);
  if (turn) stops.add('turn of the engine', () => turn.release());
  try {
    const running = await start(environment, stops, log, turn);
    const { verdict, flows, ...parts } = running;
    async function stop(): Promise<StopWords> {
      await stops.stopAll();
      return { words: verdict.words, isLoss: verdict.isLoss };
    }
    return {
      ...parts,
      stop,
      async abandon() {
        await flows.stop({ atOnce: true });
        return stop();
      },
    };
  } catch (failure) {
    await stops.stopAll();
    throw dataFolderFailure(failure, environment.DATA_DIR) ?? failure;
  }
}

async function start(
  environment: Environment,
  stops: StopList,
  log: Logger,
  turn: Turn | undefined,
): Promise<Pick<RunningPlantOps, 'address' | 'simulator'> & { verdict: StopVerdict; flows: Flows }> {
  const clock = systemClock;
  const isHost = environment.PLANTOPS_ROLE === 'host';
  for (const warning of environmentWarnings(environment)) log.warn(warning);
  const { state, says } = clockFinding(clock);
  if (state !== 'ok') log.warn(says);
  // Before a database is made that nobody can look at.
  if (!turn) await assertFree({ host: environment.HOST, port: environment.PORT, variable: 'PORT' });
  const keys = openDataFolder(environment, stops, log);

  const ways = turn?.ways ?? (await startDatabase(environment, stops, log));
  const { connection } = ways;
  if (!turn) await migrate(ways.direct, log);
  const database = openPool(connection, log);
  const charts = openPool(connection, log, 'charts');
  const bulk = openPool(connection, log, 'bulk');
  stops.add('database connections', () => Promise.all([database, charts, bulk].map((pool) => pool.end())));
  const own = readsFrom({ charts, bulk });
  const replica =
    environment.DATABASE_READ_URL &&
    new ReadReplica({ connection: { connectionString: environment.DATABASE_READ_URL.href }, database, clock, log });
  const watch = new DatabaseWatch({ connection, clock, log });
  const bus = new ChangeBus(log);
  const address = new OwnAddress();
  const broker = await startBroker(environment, database, stops, clock, log);
  const doorToken = derivedKey(keys[0], 'door of the engine');
  const link = isHost
    ? new EngineLink({ find: () => findEngineAtWork(database), token: doorToken, clock, log })
    : undefined;
  const copies = turn && new FlowCopies({ database, dataFolder: path.join(environment.DATA_DIR, 'node-red'), log });
  await copies?.bring();
  const rooms = await openRooms({
    environment,
    encryptionKeys: keys,
    ways,
    database,
    reads: replica ? readsFromReplica(replica, own) : own,
    bulk,
    broker,
    watch,
    inCommon: { sessionKey: sessionKeyOf(environment), link, copies },
    address,
    bus,
    clock,
    log,
  });
  const following = new Following({ bus, rooms, log });
  const hosts = turn && openHostLinks(rooms, bus, clock, log);
  const { server, cutOff } = createWebServer({
    environment,
    database,
    watch,
    clock,
    rooms,
    link,
    hosts,
    doorToken,
    log,
  });

  const {
    notifications,
    findings,
    plants,
    imports,
    retention,
    figures,
    flows,
    versions,
    deployWatch,
    dryRuns,
    backup,
    care,
    questions,
    system,
    stopLive,
  } = rooms;
  // Stopped from last to first: the engine stores what it has received while everything that it needs is still there.
  const parts: (Part & { onHosts?: true })[] = [
    { name: 'replica', onHosts: true, start: () => replica?.start(), stop: () => replica?.stop() },
    { name: 'database watch', onHosts: true, start: () => watch.start(), stop: () => watch.stop() },
    {
      name: 'sessions and tokens',
      onHosts: true,
      start() {
        rooms.access.sessions.start();
        rooms.access.tokens.start();
      },
      stop: () => Promise.all([rooms.access.sessions.stop(), rooms.access.tokens.stop()]),
    },
    {
      name: 'accounts and list of changes',
      start() {
        rooms.access.readers.start();
        rooms.access.audit.start();
      },
      stop() {
        rooms.access.audit.stop();
        rooms.access.readers.stop();
      },
    },
    { name: 'imports', start: () => imports.start() },
    { name: 'purge of removed plants', start: () => plants.purge.start(), stop: () => plants.purge.stop() },
    { name: 'partitions of readings', start: () => retention.months.start(), stop: () => retention.months.stop() },
    {
      name: 'devices that are not heard',
      start: () => rooms.devices.unheard.start(),
      stop: () => rooms.devices.unheard.stop(),
    },
    {
      name: 'calibrations',
      start: () => rooms.devices.calibrations.start(),
      stop: () => rooms.devices.calibrations.stop(),
    },
    { name: 'figures for charts', start: () => figures.start(), stop: () => figures.stop() },
    {
      name: 'diagnoses',
      onHosts: true,
      start: () => rooms.diagnosis.keeper.start(),
      stop: () => rooms.diagnosis.keeper.stop(),
    },
    { name: 'today', onHosts: true, start: () => rooms.today.watch.start(), stop: () => rooms.today.watch.stop() },
    { name: 'retention', start: () => retention.retention.start(), stop: () => retention.retention.stop() },
    { name: 'watch of the disk', start: () => retention.space.start(), stop: () => retention.space.stop() },
    { name: 'findings about devices', start: () => findings.start(), stop: () => findings.stop() },
    { name: 'outbox', start: () => notifications.outbox.start(), stop: () => notifications.outbox.stop() },
    { name: 'digest', start: () => rooms.digest.start(), stop: () => rooms.digest.stop() },
    { name: 'versions of the flows', stop: () => versions.stop() },
    { name: 'dry run', stop: () => dryRuns.stop() },
    { name: 'watch of deploys', start: () => deployWatch.start(), stop: () => deployWatch.stop() },
    { name: 'flow engine', start: () => flows.start(), stop: () => flows.stop() },
    { name: 'durability watch', start: () => rooms.durability.start(), stop: () => rooms.durability.stop() },
    { name: 'live events', onHosts: true, stop: stopLive },
    { name: 'restore', stop: () => backup.restore.stop() },
    { name: 'questions', start: () => questions.start(), stop: () => questions.stop() },
    { name: 'care plans', start: () => care.renewal.start(), stop: () => care.renewal.stop() },
    {
      name: 'Home Assistant',
      start: () => rooms.homeAssistant.start(),
      stop: () => rooms.homeAssistant.stop(),
    },
    { name: 'links of hosts', start: () => hosts?.start(), stop: () => hosts?.stop() },
    {
      name: 'link to the engine at work',
      onHosts: true,
      start: () => link?.start(following, cutOff),
      stop: () => link?.stop(),
    },
    {
      name: 'HTTP server',
      onHosts: true,
      async start() {
        await turn?.onListen();
        address.set(urlOf(await listen(server, environment.HOST, environment.PORT)));
      },
      stop: () => close(server),
    },
    // Stopped first, so that its devices can still sign off.
    { name: 'simulator', stop: () => system.simulator.close() },
  ];
  await stops.startAll(link ? parts.filter(({ onHosts }) => onHosts) : parts);
  return { address: address.get(), simulator: system.simulator, verdict: rooms.durability.verdict, flows };
}

/** Folders below DATA_DIR that hold secrets: keys, what is wired and what it logs in with, and data of before a restore. */
const SECRET_FOLDERS = ['keys', 'node-red', 'backups'];

/** Claims the data folder. @returns the encryption keys, the current one first */
function openDataFolder(environment: Environment, stops: StopList, log: Logger): readonly [string, ...string[]] {
  const { DATA_DIR } = environment;
  // The users that the database and the broker run as must be able to enter; secrets in it have modes of their own.
  makeFolder(DATA_DIR, 0o755);
  const { bavail, bsize } = statfsSync(DATA_DIR);
  const room = diskFinding(bavail * bsize, DATA_DIR);
  // A full disk is no reason to stay away: what waits at the broker needs little room, and some may be freed meanwhile.
  if (room.state !== 'ok') log.warn(room.says);
  const claim = claimDirectory(DATA_DIR);
  stops.add('data directory', () => claim.release());
  // They may come from a copy that was made without their modes.
  for (const folder of SECRET_FOLDERS.map((name) => path.join(DATA_DIR, name)))
    if (existsSync(folder)) chmodSync(folder, 0o700);
  const { keys, created, file } = encryptionKeys(environment);
  if (keys.length > 1)
    log.warn('a change of the encryption key was cut off; everything is readable, and "make rotate-key" finishes it');
  // An interrupted change may have left them encrypted with the previous key.
  if (!rekeyFlowCredentials(DATA_DIR, keys)) {
    const kept = keepFlowCredentials(DATA_DIR);
    log.warn(
      `The credentials of the flows are not used: ENCRYPTION_KEY is not the one they were encrypted with. Start with that key again, or type them in again at /editor; they are kept in ${kept}`,
    );
  }
  if (created) log.info(`made an encryption key: ${file}; keep a copy with your backups`);
  return keys;
}

/** A wildcard address cannot be opened, and an IPv6 address needs brackets. */
function urlOf({ address, port, family }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
