/** The managed broker: the system's Mosquitto as a child process, with the repo's own configuration and ACL. */
import { accessSync, chownSync, constants, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { claimDirectory } from '../process/directory-claim.ts';
import { assertFree, freeLoopbackPort } from '../process/free-address.ts';
import { type StopStep, stopLeftover } from '../process/leftover-process.ts';
import { chooseServicePlace, type ServiceAccount, type ServicePlace } from '../process/service-account.ts';
import { type ProcessExit, SupervisedProcess } from '../process/supervised-process.ts';
import { isChatter, readBrokerLine } from './broker-log.ts';
import { LogDetail } from './log-detail.ts';
import { deriveBrokerConfig, LOOPBACK } from './mosquitto-config.ts';

export interface ManagedBroker {
  /** Address for clients on this machine. */
  url: string;
  /** Address for mqtt nodes of the flows, where each client chooses its id. */
  flowsUrl: string;
  /** The user that must be able to read the password file; undefined: the server's own user. */
  account: ServiceAccount | undefined;
  /** The file that it saves what waits in. */
  storeFile: string;
  /**
   * Makes the broker reread its files; clients whose credentials are still valid stay connected. It waits until the server's
   * session is back: see `returnToSession`.
   */
  reload(): void;
  /** Whether the server's session was back since the broker started last. */
  isSessionBack(): boolean;
  /** Ends the broker, which saves its store first. */
  stop(): Promise<void>;
  /**
   * Calls the listener after each unexpected exit; the broker restarts automatically. Returns a function to remove it.
   */
  onExit(listener: (exit: ProcessExit) => void): () => void;
  /** Calls the listener with each line of the broker's log. */
  onLine(listener: (line: string) => void): void;
}

export interface BrokerFiles {
  /** The broker's own directory. */
  directory: string;
  /** Default path of the password file. */
  passwordFile: string;
  account: ServiceAccount | undefined;
}

const CONFIG_FOLDER = path.join(import.meta.dirname, '..', '..', 'mosquitto');
/** Where package managers install it outside PATH: Debian, the BSDs, Homebrew on arm64 and x64. */
const USUAL_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
  '/opt/homebrew/opt/mosquitto/sbin',
  '/usr/local/opt/mosquitto/sbin',
];
/** On SIGTERM it saves its store, which takes a while if hours of messages are waiting in it. */
const STOP_STEPS: StopStep[] = [{ signal: 'SIGTERM', waitMs: 20_000 }];

const choosePlace = (dataDir: string): ServicePlace =>
  chooseServicePlace({ dataDir, name: 'mosquitto', preferredUser: 'mosquitto' });

/** Creates the broker's directory. Returns where its password file goes and which user must be able to read it. */
export function prepareBrokerFiles(options: { dataDir: string; log: Logger }): BrokerFiles {
  const { directory, account, relocation } = choosePlace(options.dataDir);
  if (relocation) options.log.info(relocation);
  return { directory, account, passwordFile: path.join(directory, 'passwords') };
}

/**
 * Starts the broker, after stopping one left behind by a killed PlantOps. Resolves when its port accepts connections.
 * @throws {Error} that says what to do if Mosquitto is not installed, the port is taken, or another PlantOps uses the
 * data.
 */
export async function startMosquitto(options: {
  dataDir: string;
  host: string;
  port: number;
  passwordFile: string;
  /** The account whose session keeps what the server has not taken yet; left out: there is none to wait for. */
  sessionOf?: string;
  /** Called before a broker that a killed server left behind is ended. */
  onLeftover?: () => Promise<void>;
  /** Other values for lines of mosquitto/mosquitto.conf; none outside of tests. */
  settings?: Record<string, string>;
  log: Logger;
}): Promise<ManagedBroker> {
  const { dataDir, host, port, passwordFile, sessionOf, settings, onLeftover, log } = options;
  const command = findMosquitto();
  const { directory, account } = choosePlace(dataDir);
  const claim = claimDirectory(directory);
  try {
    const configFile = path.join(directory, 'mosquitto.conf');
    const pidFile = path.join(directory, 'mosquitto.pid');
    await stopLeftover({
      name: 'Mosquitto',
      pidFile,
      commandHolds: `-c ${configFile}`,
      steps: [...STOP_STEPS, { signal: 'SIGKILL', waitMs: 5000 }],
      beforeStop: onLeftover,
      log,
    });
    // Before the broker does, because its own message names neither the port nor a remedy.
    await assertFree({ host, port, variable: 'MQTT_PORT' });
    // Nobody keeps this one, so that it need not be set: the flows are told at each start.
    const flowsPort = await freeLoopbackPort();
    const writeConfigSaying = (isDetailed: boolean): void =>
      writeConfig({ directory, configFile, host, port, flowsPort, passwordFile, isDetailed, settings, account });
    writeConfigSaying(true);
    const reachable = reachableHost(host);
    const listeners = new Set<(line: string) => void>();
    let isSessionBack = sessionOf === undefined;
    let isReloadDue = false;
    const storeFile = path.join(directory, 'mosquitto.db');
    const isNew = !existsSync(storeFile);
    const reload = (): void => {
      isReloadDue = !isSessionBack;
      if (isSessionBack) broker.reload();
    };
    const broker = new SupervisedProcess({
      name: 'Mosquitto',
      command,
      args: ['-c', configFile],
      directory,
      account,
      env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
      pidFile,
      isReady: () => acceptsConnections(reachable, port),
      // It first reads its store, which may hold hours of messages.
      readyWithinMs: 60_000,
      stopSteps: STOP_STEPS,
      levelOf: (line) => (/^\d*:? ?(Error|Warning)\b/.test(line) ? 'warn' : 'debug'),
      isChatter,
      outputFile: path.join(directory, 'log'),
      onLine(line) {
        if (!isSessionBack && hasConnected(line, sessionOf)) {
          isSessionBack = true;
          if (isReloadDue) reload();
        }
        // Killed before it saves by itself, it would know of no session next time, and keep nothing for the server.
        if (isNew && sessionOf !== undefined && hasSubscribed(line, sessionOf)) broker.signal('SIGUSR1');
        detail.count();
        for (const listener of listeners) listener(line);
      },
      log,
    });
    const detail = new LogDetail((isDetailed) => {
      writeConfigSaying(isDetailed);
      reload();
    }, systemClock);
    broker.onExit(() => {
      isSessionBack = sessionOf === undefined;
    });
    await broker.start();
    return {
      url: `mqtt://${net.isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`,
      flowsUrl: `mqtt://${LOOPBACK}:${flowsPort}`,
      account,
      storeFile,
      reload,
      isSessionBack: () => isSessionBack,
      stop: async () => {
        detail.stop();
        await broker.stop();
        claim.release();
      },
      onExit: (listener) => broker.onExit(listener),
      onLine: (listener) => void listeners.add(listener),
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

function hasConnected(line: string, username: string | undefined): boolean {
  const said = readBrokerLine(line);
  return said?.what === 'connected' && said.username === username;
}

const hasSubscribed = (line: string, username: string): boolean => line.endsWith(`Sending SUBACK to ${username}`);

/** @throws Error that says how to install it, if it is not there */
export function findMosquitto(): string {
  for (const folder of [...(process.env.PATH ?? '').split(':'), ...USUAL_FOLDERS]) {
    const file = path.join(folder, 'mosquitto');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  throw new Error(
    'Mosquitto, the MQTT broker, is not installed. Install it (Debian: sudo apt-get install mosquitto; macOS: brew install mosquitto), ' +
      'or set MQTT_URL to a broker of your own, such as mqtt://broker.local:1883',
  );
}

/** The broker's user may not be able to read the repo (below /root), so both files are copied for it. */
function writeConfig(options: {
  directory: string;
  configFile: string;
  host: string;
  port: number;
  flowsPort: number;
  passwordFile: string;
  isDetailed: boolean;
  settings: Record<string, string> | undefined;
  account: ServiceAccount | undefined;
}): void {
  const { directory, configFile, host, port, flowsPort, passwordFile, isDetailed, settings, account } = options;
  const aclFile = path.join(directory, 'acl');
  const config = deriveBrokerConfig(readFileSync(path.join(CONFIG_FOLDER, 'mosquitto.conf'), 'utf8'), {
    host,
    port,
    flowsPort,
    passwordFile,
    aclFile,
    persistenceLocation: directory,
    isDetailed,
    settings,
  });
  const files = { [configFile]: config, [aclFile]: readFileSync(path.join(CONFIG_FOLDER, 'acl'), 'utf8') };
  for (const [file, text] of Object.entries(files)) {
    // The broker may be reading them: of rules that are half written, it would refuse what devices publish, without a word.
    const draft = `${file}.new`;
    writeFileSync(draft, text, { mode: 0o600 });
    if (account) chownSync(draft, account.uid, account.gid);
    renameSync(draft, file);
  }
}

/** An address on this machine that reaches the one the broker listens on. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function acceptsConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 1000 });
    const answer = (accepts: boolean) => () => {
      socket.destroy();
      resolve(accepts);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}
