import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { Devices } from './devices.ts';
import { Registrar } from './registrar.ts';

export interface DevicesNeeds {
  database: Database;
  bus: ChangeBus;
  /** Resolves once the broker accepts exactly the devices in the database. */
  syncCredentials: () => Promise<void>;
  /**
   * The broker's address for devices. If host is undefined, they get the host name under which they reached the server.
   */
  publicBroker: { host: string | undefined; port: number };
  heartbeatIntervalS: number;
  maxDevices: number;
}

/** Devices and their credentials. */
export function openDevices({ database, bus, syncCredentials, ...registration }: DevicesNeeds) {
  bus.on('data_replaced', syncCredentials);
  return {
    devices: new Devices({ database, bus, syncCredentials }),
    registrar: new Registrar({ database, bus, syncCredentials, ...registration }),
  };
}
