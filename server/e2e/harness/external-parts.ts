/** A database and a broker that somebody else runs, as with compose: the broker's own entrypoint reloads the credentials. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { deriveBrokerConfig } from '../../broker/mosquitto-config.ts';
import { type EmbeddedPostgres, type PostgresConnection, startEmbeddedPostgres } from '../../db/embedded-postgres.ts';
import { freePort, temporaryDataDir } from '../../testing/place.ts';

const MOSQUITTO = path.join(import.meta.dirname, '..', '..', '..', 'mosquitto');
const FILES = ['entrypoint.sh', 'acl'];

export class ExternalParts {
  readonly #place = temporaryDataDir();
  #postgres: EmbeddedPostgres | undefined;
  #broker: ChildProcess | undefined;
  #connections: pg.Pool | undefined;
  /** What a server must be told of them. */
  environment: Record<string, string> = {};

  async start(): Promise<void> {
    const place = this.#place.dataDir;
    const postgres = await startEmbeddedPostgres({
      dataDir: path.join(place, 'elsewhere'),
      log: pino({ level: 'silent' }),
    });
    this.#postgres = postgres;
    const { host, port, user, database } = postgres.connection;
    const [brokerPort, flowsPort] = [await freePort(), await freePort()];
    const passwordFile = path.join(place, 'auth', 'passwords');
    const source = path.join(place, 'source');
    mkdirSync(source);
    for (const name of FILES) copyFileSync(path.join(MOSQUITTO, name), path.join(source, name));
    const config = deriveBrokerConfig(readFileSync(path.join(MOSQUITTO, 'mosquitto.conf'), 'utf8'), {
      host: '127.0.0.1',
      port: brokerPort,
      flowsPort,
      passwordFile,
      aclFile: path.join(place, 'config', 'acl'),
      persistenceLocation: path.join(place, 'data'),
    });
    writeFileSync(path.join(source, 'mosquitto.conf'), config);
    this.#broker = spawn('sh', [path.join(source, 'entrypoint.sh')], {
      stdio: 'ignore',
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin`, MOSQUITTO_HOME: place },
    });
    this.environment = {
      DATABASE_URL: `postgres://localhost/${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
      MQTT_URL: `mqtt://127.0.0.1:${brokerPort}`,
      MQTT_FLOWS_URL: `mqtt://127.0.0.1:${flowsPort}`,
      MQTT_PASSWORD: 'the-servers-own',
      MOSQUITTO_PASSWORD_FILE: passwordFile,
      NODE_ENV: 'production',
      ENCRYPTION_KEY: 'ab'.repeat(32),
    };
  }

  /** How the database is reached, as its own administrator. */
  get connection(): PostgresConnection {
    if (!this.#postgres) throw new Error('start() comes first');
    return this.#postgres.connection;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    this.#connections ??= new pg.Pool({ connectionString: this.environment.DATABASE_URL }).on('error', () => undefined);
    return (await this.#connections.query<Row>(text, values)).rows;
  }

  async remove(): Promise<void> {
    await this.#connections?.end();
    const ended = new Promise((resolve) => this.#broker?.once('exit', resolve));
    this.#broker?.kill('SIGTERM');
    await ended;
    await this.#postgres?.stop();
    this.#place.remove();
  }
}
