import type { Clock, Timer } from '@plantops/shared/clock.ts';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Queryable } from './pool.ts';

export interface DirectoryChanges {
  device(deviceId: string): Promise<unknown>;
  plant(plantId: string): Promise<unknown>;
  /** Changes may have been missed, so everything must be read again. */
  all(): Promise<unknown>;
}

const RECONNECT_MS = 1000;
const APPLICATION = 'plantops-listener';
/** What the connections of engines that take turns are called in the database. */
export const WORK_APPLICATION = 'plantops-work';

/** Listens for the changes that the triggers on devices and plants announce, including those made through SQL. */
export class DirectoryListener {
  readonly #connection: pg.ClientConfig;
  readonly #changes: DirectoryChanges;
  readonly #clock: Clock;
  readonly #log: Logger;
  #client: pg.Client | undefined;
  #retry: Timer | undefined;
  #stopped = false;

  constructor(connection: pg.ClientConfig, changes: DirectoryChanges, clock: Clock, log: Logger) {
    this.#connection = connection;
    this.#changes = changes;
    this.#clock = clock;
    this.#log = log;
  }

  async start(): Promise<void> {
    const client = new pg.Client({ ...this.#connection, keepAlive: true, application_name: APPLICATION });
    this.#client = client;
    client.on('notification', ({ payload = '' }) => void this.#apply(payload));
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      await client.query('LISTEN plantops_directory');
      await this.#changes.all();
    } catch (failure) {
      this.#log.warn({ err: failure }, 'cannot listen for changes in the database yet');
      this.#lost(client);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    await this.#client?.end().catch(() => undefined);
  }

  #lost(client: pg.Client): void {
    if (this.#stopped || client !== this.#client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#retry = this.#clock.after(RECONNECT_MS, () => void this.start());
  }

  async #apply(payload: string): Promise<void> {
    const [kind, id = ''] = payload.split(/:(.*)/s);
    try {
      if (kind === 'device') await this.#changes.device(id);
      if (kind === 'plant') await this.#changes.plant(id);
    } catch (failure) {
      this.#log.warn({ err: failure }, `could not read the changed ${kind} again`);
    }
  }
}

/** The addresses of the servers whose engine uses this database or stands by, in other containers or on other machines, too. */
export async function listeningServers(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ place: string }>(
    `SELECT DISTINCT coalesce(host(client_addr), 'this machine') AS place FROM pg_stat_activity WHERE application_name = ANY($1) AND datname = current_database()`,
    [[APPLICATION, WORK_APPLICATION]],
  );
  return rows.map(({ place }) => place);
}
