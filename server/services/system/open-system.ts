import type { Logger } from 'pino';
import type { Environment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { startSimulatorProcess } from '../../process/simulator-process.ts';
import type { Devices } from '../devices/devices.ts';
import type { Registrar } from '../devices/registrar.ts';
import type { Plants } from '../plants/plants.ts';
import type { OwnAddress } from './own-address.ts';
import { SimulatorControl, type SimulatorControlOptions } from './simulator-control.ts';
import { SystemInfo } from './system-info.ts';

export interface SystemNeeds {
  environment: Environment;
  database: Database;
  startedAt: Date;
  /** What the simulator makes plants with. */
  simulatorToken: string;
  address: OwnAddress;
  devices: Devices;
  registrar: Registrar;
  plants: Plants;
  rooms: SimulatorControlOptions['rooms'];
  inbox: { holdBack: SimulatorControlOptions['holdBack'] };
  log: Logger;
}

/** Information about the server itself, and its simulated devices. */
export function openSystem({
  environment,
  database,
  startedAt,
  simulatorToken,
  address,
  devices,
  registrar,
  plants,
  rooms,
  inbox,
  log,
}: SystemNeeds) {
  const { REGISTRATION_KEY, NODE_ENV, SIM, DATABASE_URL, HEARTBEAT_INTERVAL_S } = environment;
  const simulator = new SimulatorControl({
    allowed: NODE_ENV !== 'production' || SIM,
    database,
    devices,
    plants,
    rooms,
    holdBack: () => inbox.holdBack(),
    launch: (options) =>
      startSimulatorProcess({
        address: address.get(),
        registrationKey: REGISTRATION_KEY,
        ownerPassword: simulatorToken,
        ...options,
        log,
      }),
    log,
  });
  const info = new SystemInfo({
    database,
    startedAt,
    registrationKeyRequired: REGISTRATION_KEY !== undefined,
    databaseKind: DATABASE_URL ? 'external' : 'embedded',
    heartbeatIntervalS: HEARTBEAT_INTERVAL_S,
    brokerFor: (requestHost) => registrar.brokerFor(requestHost),
    simulator: () => simulator.state(),
  });
  return { simulator, info };
}
