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
  /** The broker's address for a device that reached the server under this host name. */
  brokerFor: (requestHost: string) => { host: string; port: number };
  simulator: () => Promise<SimulatorState>;
}

export const SERVER_VERSION = serverPackage.version;

/** Information about the server itself for the owner; none of it is secret. */
export class SystemInfo {
  readonly #options: SystemInfoOptions;

  constructor(options: SystemInfoOptions) {
    this.#options = options;
  }

  get registrationKeyRequired(): boolean {
    return this.#options.registrationKeyRequired;
  }

  /** @param requestHost the host name under which the caller reached the server */
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
