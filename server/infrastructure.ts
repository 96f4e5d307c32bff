/** The database and the broker: embedded ones under DATA_DIR, or those that the environment names. */
import type pg from 'pg';
import type { Logger } from 'pino';
import { BrokerCredentials } from './broker/credentials.ts';
import { prepareBrokerFiles, startMosquitto } from './broker/mosquitto-process.ts';
import type { Environment } from './config/environment.ts';
import { keyFile } from './config/keys.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import type { Queryable } from './db/pool.ts';
import { listBrokerHashes } from './db/repositories/devices.ts';
import type { StopList } from './start-stop.ts';

/** @returns how to connect */
export async function startDatabase(environment: Environment, stops: StopList, log: Logger): Promise<pg.ClientConfig> {
  if (environment.DATABASE_URL) return { connectionString: environment.DATABASE_URL.href };
  const postgres = await startEmbeddedPostgres({ dataDir: environment.DATA_DIR, log });
  stops.add('PostgreSQL', () => postgres.stop());
  log.debug(`database: ${postgres.psqlCommand}`);
  return { ...postgres.connection };
}

export interface Broker {
  url: string;
  username: string;
  password: string;
  port: number;
  credentials: BrokerCredentials;
}

/** Writes the credentials file and starts the managed broker, or gets ready for the external one. */
export async function startBroker(environment: Environment, database: Queryable, stops: StopList, log: Logger): Promise<Broker> {
  const { DATA_DIR, HOST, MQTT_PORT, MQTT_URL, MQTT_USERNAME } = environment;
  const files = prepareBrokerFiles({ dataDir: DATA_DIR, log });
  const passwordFile = environment.MOSQUITTO_PASSWORD_FILE ?? files.passwordFile;
  const password = environment.MQTT_PASSWORD ?? keyFile(DATA_DIR, 'broker-password').key;
  let reload = (): void => undefined;
  // A wildcard address is not one to connect to.
  const url = MQTT_URL?.href ?? `mqtt://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '[::1]' : HOST.includes(':') ? `[${HOST}]` : HOST}:${MQTT_PORT}`;
  const credentials = new BrokerCredentials({
    url,
    passwordFile,
    // An external broker's container runs under the same user id as the server's.
    owner: MQTT_URL ? undefined : files.account,
    server: { username: MQTT_USERNAME, password },
    devices: () => listBrokerHashes(database),
    reload: () => reload(),
    log,
  });
  await credentials.write();
  if (!MQTT_URL) {
    const managed = await startMosquitto({ dataDir: DATA_DIR, host: HOST, port: MQTT_PORT, passwordFile, log });
    stops.add('Mosquitto', () => managed.stop());
    reload = () => managed.reload();
  }
  return { url, username: MQTT_USERNAME, password, port: Number(new URL(url).port || 1883), credentials };
}
