/** What must be right before PlantOps can run, each looked at where it is used and not only in its form. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '@plantops/shared/clock.ts';
import { pino } from 'pino';
import { findMosquitto } from '../../broker/mosquitto-process.ts';
import type { Environment } from '../../config/environment.ts';
import { dataFolderFailure, passwordFileFailure } from '../../config/refused-place.ts';
import { assertDirectWay } from '../../db/direct-way.ts';
import { inspectDatabase, reachDatabase } from '../../db/reach-database.ts';
import { assertFree } from '../../process/free-address.ts';
import { makeFolder } from '../../process/make-folder.ts';

/** What a look has found. */
export interface Finding {
  /** What was looked at. */
  what: string;
  /** `wrong`: PlantOps cannot start, or loses readings; `warning`: the owner should know. */
  state: 'ok' | 'warning' | 'wrong';
  /** One sentence or two: the variable, the cause and what to do. No secret. */
  says: string;
}

/** This code is not older than that, so no right clock is before it. */
const NO_EARLIER = Date.UTC(2026, 0, 1);
/** Certificates and schedules of this time are valid that long; a clock beyond is a broken one. */
const NO_LATER = Date.UTC(2100, 0, 1);
const MEGABYTE = 2 ** 20;
/** PostgreSQL cannot go on with less; and a first start takes about 100 MB. */
const LEAST_FREE = 64 * MEGABYTE;
const LITTLE_FREE = 500 * MEGABYTE;
/** Earlier ones know no MQTT 5, or not the settings of mosquitto/mosquitto.conf. */
const OLDEST_MOSQUITTO = 2;

const silent = pino({ level: 'silent' });
const ok = (what: string, says: string): Finding => ({ what, state: 'ok', says });
const wrong = (what: string, says: string): Finding => ({ what, state: 'wrong', says });

/** The clock of the machine, by which readings without a time are stored. */
export function clockFinding(clock: Clock): Finding {
  const now = clock.now();
  if (now.getTime() >= NO_EARLIER && now.getTime() <= NO_LATER) return ok('clock', `It is ${now.toISOString()}.`);
  return {
    what: 'clock',
    state: 'warning',
    says: `The clock of this machine says ${now.toISOString()}, so readings would be stored at wrong times: set it, for example with "timedatectl set-ntp true".`,
  };
}

/** Whether the data folder can be written to. */
export function folderFinding({ DATA_DIR }: Environment): Finding {
  try {
    makeFolder(DATA_DIR, 0o755);
    rmSync(mkdtempSync(path.join(DATA_DIR, '.preflight-')), { recursive: true });
  } catch (failure) {
    return wrong('DATA_DIR', (dataFolderFailure(failure, DATA_DIR) ?? (failure as Error)).message);
  }
  const keys = path.join(DATA_DIR, 'keys');
  const owner = existsSync(keys) ? statSync(keys).uid : undefined;
  if (owner !== undefined && process.getuid?.() !== 0 && owner !== process.getuid?.())
    return wrong(
      'DATA_DIR',
      `DATA_DIR ${DATA_DIR} is of another user (uid ${owner}): start PlantOps as that user, or give it to this one with "sudo chown -R $USER ${DATA_DIR}".`,
    );
  return ok('DATA_DIR', `${DATA_DIR} can be written to.`);
}

/** @param freeBytes on the disk of the data folder */
export function diskFinding(freeBytes: number, dataDir: string): Finding {
  const free = `${Math.round(freeBytes / MEGABYTE)} MB are free on the disk of DATA_DIR (${dataDir})`;
  if (freeBytes >= LITTLE_FREE) return ok('disk', `${free}.`);
  const remedy = 'free space there, or set DATA_DIR to a folder on another disk';
  if (freeBytes >= LEAST_FREE) return { what: 'disk', state: 'warning', says: `Only ${free}: ${remedy}.` };
  return wrong('disk', `Only ${free}, with which the database cannot work: ${remedy}.`);
}

async function portFindings(
  { HOST, PORT, MQTT_PORT, MQTT_URL, DATABASE_PORT }: Environment,
  isRunning: boolean,
): Promise<Finding[]> {
  if (isRunning) return [ok('ports', 'A PlantOps of this data folder is running, and has them.')];
  const wanted = [
    { host: HOST, port: PORT, variable: 'PORT' as const },
    ...(MQTT_URL ? [] : [{ host: HOST, port: MQTT_PORT, variable: 'MQTT_PORT' as const }]),
    ...(DATABASE_PORT === undefined
      ? []
      : [{ host: '127.0.0.1', port: DATABASE_PORT, variable: 'DATABASE_PORT' as const }]),
  ];
  return Promise.all(
    wanted.map(async (address) => {
      try {
        await assertFree(address);
        return ok(address.variable, `${address.variable} ${address.port} is free on ${address.host}.`);
      } catch (failure) {
        return wrong(address.variable, (failure as Error).message);
      }
    }),
  );
}

async function databaseFindings({ DATABASE_URL, DATABASE_DIRECT_URL }: Environment): Promise<Finding[]> {
  if (!DATABASE_URL) return [ok('DATABASE_URL', 'It is not set: PlantOps starts a PostgreSQL of its own.')];
  try {
    await reachDatabase(DATABASE_URL, silent, { patienceMs: 0 });
    if (DATABASE_DIRECT_URL)
      await reachDatabase(DATABASE_DIRECT_URL, silent, { variable: 'DATABASE_DIRECT_URL', patienceMs: 0 });
    await assertDirectWay(DATABASE_URL, DATABASE_DIRECT_URL);
    const { version, timescale } = await inspectDatabase(DATABASE_URL);
    return [
      ok('DATABASE_URL', `PostgreSQL ${version} lets the server in.`),
      timescale === undefined
        ? ok('TimescaleDB', 'It is used, or not installed: both are well.')
        : { what: 'TimescaleDB', state: 'warning', says: `${timescale}.` },
    ];
  } catch (failure) {
    return [wrong('DATABASE_URL', `${(failure as Error).message}.`)];
  }
}

async function mosquittoFinding(): Promise<Finding> {
  try {
    // It prints its help and ends with 3 or 0, as its version has it.
    const { stdout } = await promisify(execFile)(findMosquitto(), ['-h']).catch((failure: unknown) => ({
      stdout: (failure as { stdout?: string }).stdout ?? '',
    }));
    const version = /mosquitto version (\d+)\.([\d.]+)/.exec(stdout);
    if (version && Number(version[1]) < OLDEST_MOSQUITTO)
      return wrong(
        'MQTT_URL',
        `Mosquitto ${version[1]}.${version[2]} is installed, and ${OLDEST_MOSQUITTO}.0 or later is needed: upgrade it, or set MQTT_URL to a broker of your own.`,
      );
    return ok('MQTT_URL', `It is not set: PlantOps starts Mosquitto ${version ? `${version[1]}.${version[2]}` : ''}.`);
  } catch (failure) {
    return wrong('MQTT_URL', `${(failure as Error).message}.`);
  }
}

async function brokerFindings(environment: Environment, isRunning: boolean, clock: Clock): Promise<Finding[]> {
  const { MQTT_URL, NATS_URL, MQTT_USERNAME, MQTT_PASSWORD } = environment;
  if (!MQTT_URL) return [await mosquittoFinding()];
  const findings = (['MOSQUITTO_PASSWORD_FILE', 'NATS_ACCOUNTS_FILE'] as const).flatMap((variable) => {
    const file = environment[variable];
    return file === undefined ? [] : [accountsFileFinding(variable, file)];
  });
  // A running server is logged in as the same, and would be cut off.
  if (isRunning) return [...findings, ok('MQTT_URL', 'The PlantOps that is running uses it; /readyz says how.')];
  const login = { username: MQTT_USERNAME, password: MQTT_PASSWORD ?? '' };
  if (NATS_URL) {
    const { natsProblem } = await import('../../broker/nats/login-trial.ts');
    const trouble = await natsProblem(NATS_URL, login);
    findings.push(
      trouble === undefined ? ok('NATS_URL', 'NATS lets the server in.') : wrong('NATS_URL', `${trouble}.`),
    );
    return findings;
  }
  const { brokerProblem } = await import('../../broker/broker-trial.ts');
  const problem = await brokerProblem(MQTT_URL.href, login, clock);
  findings.push(
    problem === undefined
      ? ok('MQTT_URL', `The broker at ${MQTT_URL.host} lets the server in.`)
      : wrong(
          'MQTT_URL',
          `MQTT_URL cannot be used: the broker at ${MQTT_URL.host} ${problem}${/cannot be reached|does not answer/.test(problem) ? '. Start it, or correct the address' : ''}.`,
        ),
  );
  return findings;
}

function accountsFileFinding(variable: 'MOSQUITTO_PASSWORD_FILE' | 'NATS_ACCOUNTS_FILE', file: string): Finding {
  try {
    rmSync(mkdtempSync(path.join(path.dirname(file), '.preflight-')), { recursive: true });
    return ok(variable, `${file} can be written.`);
  } catch (failure) {
    const why = passwordFileFailure(failure, file, variable) ?? (failure as Error);
    return wrong(variable, `${why.message}.`);
  }
}

/**
 * Looks at everything. It changes nothing but the data folder, which is made if it is missing.
 * @param isRunning whether a server of this data folder is running
 */
export async function preflight(
  environment: Environment,
  { isRunning, clock }: { isRunning: boolean; clock: Clock },
): Promise<Finding[]> {
  const folder = folderFinding(environment);
  const room = folder.state === 'wrong' ? undefined : await statfs(environment.DATA_DIR);
  const [ports, database, broker] = await Promise.all([
    portFindings(environment, isRunning),
    databaseFindings(environment),
    brokerFindings(environment, isRunning, clock),
  ]);
  return [
    clockFinding(clock),
    folder,
    ...(room ? [diskFinding(room.bavail * room.bsize, environment.DATA_DIR)] : []),
    ...ports,
    ...database,
    ...broker,
  ];
}
