import type { DeviceWays } from '@plantops/shared/api/ways.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Findings, FlowRequests } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { WillEvent } from '../../broker/last-wills.ts';
import type { Database } from '../../db/pool.ts';
import { findKnownMacs } from '../../db/repositories/devices.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { Admission, type AdmissionBounds } from './admission.ts';
import { BrokerWatch } from './broker-watch.ts';
import { Callers } from './callers.ts';
import { WaysOfDevices } from './device-ways.ts';
import { Devices } from './devices.ts';
import { PausedDevices } from './paused-devices.ts';
import { ProbeCalibrations } from './probe-calibrations.ts';
import { DEVICE_ID_PREFIX, Registrar } from './registrar.ts';
import type { SyncCredentials } from './sync-credentials.ts';
import { RefusedTopics } from './refused-topics.ts';
import { RegistrationDesk } from './registration-desk.ts';
import { Takeovers } from './takeovers.ts';
import { UnheardDevices } from './unheard-devices.ts';
import { WillWatch } from './will-watch.ts';

/**
 * On two cores about 60 boards a second are registered, of which each waits for a reload of the broker. Those who come
 * back do so at half that pace, so that they find a place.
 */
const BOUNDS: AdmissionBounds = { atOnce: 24, waiting: 40, perS: 30 };

export interface DevicesNeeds {
  database: Database;
  /** The pool for what takes long. */
  bulk: Database;
  bus: ChangeBus;
  findings: Findings;
  syncCredentials: SyncCredentials;
  /** Registrations travel through a flow. */
  requests: FlowRequests;
  /**
   * The broker's address for devices. If host is undefined, they get the host name under which they reached the server.
   */
  publicBroker: { host: string | undefined; port: number };
  heartbeatIntervalS: number;
  maxDevices: number;
  /** The ways of a device's messages that the flow engine has followed. */
  followedWays: (deviceId: string) => Promise<DeviceWays>;
  /** Tells the flow engine what the broker's log says of last wills. */
  tellOfWill: (event: WillEvent) => void;
  clock: Clock;
  log: Logger;
}

/** Devices and their credentials. */
export function openDevices({
  database,
  bulk,
  bus,
  findings,
  syncCredentials,
  requests,
  followedWays,
  tellOfWill,
  clock,
  log,
  ...registration
}: DevicesNeeds) {
  bus.on('data_replaced', () => syncCredentials());
  const callers = new Callers();
  const paused = new PausedDevices({ database, findings, syncCredentials, bus, clock, log });
  const isDevice = (username: string): boolean => username.startsWith(DEVICE_ID_PREFIX);
  const wills = new WillWatch({ findings, isDevice, tell: tellOfWill });
  const refusedTopics = new RefusedTopics({ database, findings, isDevice, clock, log });
  const brokerWatch = new BrokerWatch({
    findings,
    others: [(line) => wills.take(line), (line) => refusedTopics.take(line)],
    pause: (deviceId, minutes) => void paused.pause(deviceId, minutes),
    isDevice,
    clock,
  });
  bus.on('boards_told_apart', ({ deviceIds }) => brokerWatch.toldApart(deviceIds));
  const aliveS = 3 * registration.heartbeatIntervalS;
  const takeovers = new Takeovers({
    findings,
    aliveMs: aliveS * 1000,
    connectedFrom: (deviceId) => brokerWatch.addressOf(deviceId),
    clock,
  });
  const admission = new Admission({ ...BOUNDS, known: (macs) => findKnownMacs(database, macs), clock });
  const devices = new Devices({ database, bus, syncCredentials });
  return {
    devices,
    calibrations: new ProbeCalibrations({ database, bulk, devices, bus, clock, log }),
    ways: new WaysOfDevices({ database, devices, followed: followedWays }),
    registrar: new Registrar({ database, bus, takeovers, syncCredentials, callers, log, ...registration }),
    brokerWatch,
    wills,
    unheard: new UnheardDevices({
      database,
      findings,
      seen: () => brokerWatch.seenDevices(),
      patienceMs: aliveS * 1000,
      clock,
      log,
    }),
    desk: new RegistrationDesk({ admission, callers, requests, aliveS }),
  };
}
