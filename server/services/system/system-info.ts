import type { SimulatorState, System } from '@plantops/shared/system.ts';
import type { Queryable } from '../../db/pool.ts';
import { readDatabaseFacts } from '../../db/repositories/system.ts';
import serverPackage from '../../package.json' with { type: 'json' };

export interface SystemInfoOptions {
  database: Queryable;
  startedAt: Date;
  registrationKeyRequired: boolean;
  databaseKind: 'embedded' | 'external';
  heartbeatIntervalS: number;
  /** What registration tells a device that reached the server by this host name. */
  brokerFor: (requestHost: string) => { host: string; port: number };
  simulator: () => Promise<SimulatorState>;
}

export const SERVER_VERSION = serverPackage.version;

/** What the owner may want to know of the server itself; nothing in it is secret. */
export class SystemInfo {
  readonly #options: SystemInfoOptions;

  constructor(options: SystemInfoOptions) {
    this.#options = options;
  }

  get registrationKeyRequired(): boolean {
    return this.#options.registrationKeyRequired;
  }

  /** @param requestHost the name by which the asker reached the server */
  async read(requestHost: string): Promise<System> {
    const { database, startedAt, registrationKeyRequired, databaseKind, heartbeatIntervalS, brokerFor, simulator } =
      this.#options;
    const [facts, simulatorState] = await Promise.all([readDatabaseFacts(database), simulator()]);
    return {
      version: SERVER_VERSION,
      started_at: startedAt.toISOString(),
      registration_key_required: registrationKeyRequired,
      mqtt: brokerFor(requestHost),
      heartbeat_interval_s: heartbeatIntervalS,
      database: { kind: databaseKind, version: facts.version, timescale: facts.timescale, size_bytes: facts.sizeBytes },
      simulator: simulatorState,
    };
  }
}
