/** The database and the broker: embedded ones under DATA_DIR, or those named in the environment. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import {
  type BrokerLogin,
  CANARY_USER,
  COMMANDS_USER,
  derivedLogin,
  FLOWS_USER,
  HOME_USER,
} from './broker/accounts.ts';
import type { BrokerPlace } from './broker/broker-kinds.ts';
import { askBroker, type BrokerFigures } from './broker/broker-figures.ts';
import { type AccountsForm, BrokerCredentials, MOSQUITTO_FORM } from './broker/credentials.ts';
import { isMosquittoHash } from './broker/password-hash.ts';
import { prepareBrokerFiles, startMosquitto } from './broker/mosquitto-process.ts';
import { brokerAccepts } from './broker/probe.ts';
import { returnToSession } from './broker/session-return.ts';
import type { Environment } from './config/environment.ts';
import { keyFile } from './config/keys.ts';
import { passwordFileFailure } from './config/refused-place.ts';
import { assertDirectWay, type DatabaseAccess } from './db/direct-way.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import type { Queryable } from './db/pool.ts';
import { reachDatabase } from './db/reach-database.ts';
import { listBrokerHashes } from './db/repositories/devices.ts';
import { listNatsHashes } from './db/repositories/nats-accounts.ts';
import { listReaderHashes } from './db/repositories/reading-accounts.ts';
import { findHomeAccount } from './db/repositories/home-account.ts';
import type { StopList } from './stop-list.ts';

/** @returns how to connect */
export async function startDatabase(environment: Environment, stops: StopList, log: Logger): Promise<DatabaseAccess> {
  const { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl } = environment;
  if (url) {
    await reachDatabase(url, log);
    if (directUrl) await reachDatabase(directUrl, log, { variable: 'DATABASE_DIRECT_URL' });
    await assertDirectWay(url, directUrl);
    return { connection: { connectionString: url.href }, direct: { connectionString: (directUrl ?? url).href } };
  }
  const postgres = await startEmbeddedPostgres({
    dataDir: environment.DATA_DIR,
    port: environment.DATABASE_PORT,
    log,
  });
  stops.add('PostgreSQL', () => postgres.stop());
  log.debug(`database: ${postgres.psqlCommand}`);
  const connection = { ...postgres.connection };
  return { connection, direct: connection };
}

export interface Broker extends BrokerLogin {
  url: string;
  port: number;
  credentials: BrokerCredentials;
  /** A password as this broker reads it. */
  hash: (password: string) => Promise<string>;
  /** What the engine uses of it, with the logins of commands and of the server's own readings. */
  ofEngine: BrokerPlace & { commands: BrokerLogin; canary: BrokerLogin };
  /** What tells Home Assistant of plants and devices. */
  home: BrokerLogin;
  /** What mqtt nodes of the flows connect with. */
  flows: BrokerLogin & { url: string };
  /** The file of its store; undefined where somebody else runs it. */
  storeFile: string | undefined;
  /** What one told that a killed server had left behind, before it was ended. */
  leftBehind: BrokerFigures | undefined;
  /** What it tells of itself now; undefined if it does not. */
  ask(): Promise<BrokerFigures | undefined>;
  /** Has the broker stopped by this function, which is handed how; never for one that somebody else runs. */
  stopBy(around: (stop: () => Promise<void>) => Promise<void>): void;
  /** Calls the listener with each line of the broker's log; never for a broker that somebody else runs. */
  onLine(listener: (line: string) => void): void;
  /** Asks so whether the server's session is connected, at a broker that somebody else runs: its log is not read. */
  askSession(isConnected: () => boolean): void;
}

/** The broker reports so often of itself, and a little more (`sys_interval`). */
const REPORTS_MS = 2500;

/** Writes the credentials file and starts the managed broker, or prepares for the external one. */
export async function startBroker(
  environment: Environment,
  database: Queryable,
  stops: StopList,
  clock: Clock,
  log: Logger,
): Promise<Broker> {
  const isForHosts = environment.PLANTOPS_ROLE === 'host';
  const { DATA_DIR, HOST, MQTT_PORT, MQTT_URL, MQTT_FLOWS_URL, MQTT_USERNAME: username } = environment;
  const managed = MQTT_URL || isForHosts ? undefined : prepareBrokerFiles({ dataDir: DATA_DIR, log });
  const { NATS_URL: nats } = environment;
  const named = environment.MOSQUITTO_PASSWORD_FILE ?? environment.NATS_ACCOUNTS_FILE;
  const passwordFile =
    named ?? managed?.passwordFile ?? path.join(DATA_DIR, nats ? 'nats-accounts.conf' : 'mosquitto-passwords');
  const form = nats ? await natsForm(username) : MOSQUITTO_FORM;
  const password = environment.MQTT_PASSWORD ?? keyFile(DATA_DIR, 'broker-password').key;
  const url = MQTT_URL?.href ?? `mqtt://${connectableHost(HOST)}:${MQTT_PORT}`;
  const commands = derivedLogin(COMMANDS_USER, password);
  const flows = derivedLogin(FLOWS_USER, password);
  const canary = derivedLogin(CANARY_USER, password);
  const home = derivedLogin(HOME_USER, password);
  let flowsUrl = MQTT_FLOWS_URL?.href ?? url;
  let reload = (): void => undefined;
  let isSessionBack = (): boolean => false;
  let onLine: Broker['onLine'] = () => undefined;
  let storeFile: string | undefined;
  let leftBehind: BrokerFigures | undefined;
  let stopBy: Parameters<Broker['stopBy']>[0] = (stop) => stop();
  const credentials = new BrokerCredentials({
    passwordFile,
    form,
    owner: managed ? managed.account : directoryOwner(path.dirname(passwordFile)),
    own: [{ username, password }, commands, canary, home],
    likeDevices: [flows],
    // Accounts of the owner's other programs come and go with them.
    devices: async (usernames) =>
      [
        ...(await (nats ? listNatsHashes : listBrokerHashes)(database, usernames)),
        ...(await listReaderHashes(database, usernames)),
        ...(await findHomeAccount(database, usernames)),
      ].filter(({ hash }) => nats !== undefined || isMosquittoHash(hash)),
    // The engine connects with it, and holds it from then on. NATS keeps what waits for its consumer, whoever logs in.
    holdSession: async () => nats !== undefined || isSessionBack() || returnToSession(url, { username, password }),
    reload: () => {
      reload();
    },
    accepts: nats ? await natsAccepts(nats) : (name, secret) => brokerAccepts(url, name, secret),
    clock,
    log,
  });
  // A broker of our own is started with the file, so that it has nothing to read again.
  if (managed) isSessionBack = () => true;
  // A host has nothing to do with the broker: whoever is to be let in is passed on to the engine at work.
  const written = isForHosts ? Promise.resolve() : credentials.write();
  await written.catch((failure: unknown) => {
    throw (named === undefined ? undefined : passwordFileFailure(failure, named, form.variable)) ?? failure;
  });
  if (managed) {
    const broker = await startMosquitto({
      dataDir: DATA_DIR,
      host: HOST,
      port: MQTT_PORT,
      passwordFile,
      sessionOf: username,
      async onLeftover() {
        leftBehind = await askBroker(url, canary, { clock });
      },
      log,
    });
    stops.add('Mosquitto', () => stopBy(() => broker.stop()));
    storeFile = broker.storeFile;
    flowsUrl = broker.flowsUrl;
    onLine = (listener) => {
      broker.onLine(listener);
    };
    reload = () => {
      broker.reload();
    };
    isSessionBack = () => broker.isSessionBack();
  }
  const port = Number(new URL(url).port || 1883);
  return {
    url,
    username,
    password,
    port,
    credentials,
    hash: form.hash,
    ofEngine: { url, username, password, commands, canary, nats },
    home,
    flows: { ...flows, url: flowsUrl },
    storeFile,
    leftBehind,
    ask: async () => (nats ? undefined : askBroker(url, canary, { clock, listenMs: REPORTS_MS })),
    stopBy(around) {
      stopBy = around;
    },
    onLine,
    askSession(isConnected) {
      if (!managed) isSessionBack = isConnected;
    },
  };
}

/** What NATS reads. Loaded only where there is one, as its client is. */
async function natsForm(serverName: string): Promise<AccountsForm> {
  const { accountsFileText, natsHash } = await import('./broker/nats/accounts-file.ts');
  return {
    hash: natsHash,
    text: (credentials) => accountsFileText(serverName, credentials),
    variable: 'NATS_ACCOUNTS_FILE',
  };
}

async function natsAccepts(servers: readonly string[]): Promise<(name: string, password: string) => Promise<boolean>> {
  const { allAccept } = await import('./broker/nats/login-trial.ts');
  return (name, password) => allAccept(servers, name, password);
}

/**
 * A broker in another container or on another host reads the file as the owner of its directory. Only root can change a
 * file's owner.
 */
function directoryOwner(directory: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = statSync(directory, { throwIfNoEntry: false });
  return found && { uid: found.uid, gid: found.gid };
}

/** A wildcard address cannot be connected to, and an IPv6 address needs brackets. */
function connectableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
