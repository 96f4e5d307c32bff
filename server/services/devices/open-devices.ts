import type { Database } from '../../db/pool.ts';
import type { DeviceWays } from '@plantops/shared/api/ways.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { WaysOfDevices } from './device-ways.ts';
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
  /** The ways of a device's messages that the flow engine has followed. */
  followedWays: (deviceId: string) => Promise<DeviceWays>;
}

/** Devices and their credentials. */
export function openDevices({ database, bus, syncCredentials, followedWays, ...registration }: DevicesNeeds) {
  bus.on('data_replaced', syncCredentials);
  const devices = new Devices({ database, bus, syncCredentials });
  return {
    devices,
    ways: new WaysOfDevices({ database, devices, followed: followedWays }),
    registrar: new Registrar({ database, bus, syncCredentials, ...registration }),
  };
}
