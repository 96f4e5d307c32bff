import { randomBytes } from 'node:crypto';
import { type DeviceCredentials, type DeviceKind, normaliseMac } from '@plantops/shared/api/devices.ts';
import type { DeviceRegistrar, Registration } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { gatewayTopic, heartbeatTopic, telemetryTopic } from '@plantops/shared/topics.ts';
import bcrypt from 'bcrypt';
import type { Logger } from 'pino';
import { brokerHash, newPassword } from '../../broker/password-hash.ts';
import type { Queryable } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import {
  countDevices,
  findHolder,
  isKnownMac,
  saveCredentials,
  saveRegistration,
  withdrawDevice,
} from '../../db/repositories/devices.ts';
import type { Callers } from './callers.ts';
import type { SyncCredentials } from './sync-credentials.ts';
import type { Takeovers } from './takeovers.ts';
import { Turns } from './turns.ts';

/**
 * bcrypt's cost. The passwords are 192 random bits, so a higher cost would add no protection. It would only delay a
 * greenhouse full of booting devices.
 */
const BCRYPT_COST = 8;

/**
 * Passwords that are hashed at the same time. Each takes a thread of Node.js, of which there are four; the file of the
 * broker is written on the others.
 */
const HASHED_AT_ONCE = 2;

/** How the ids of devices begin that register. */
export const DEVICE_ID_PREFIX = 'dev_';

export interface RegistrarOptions {
  database: Queryable;
  /** Who waits for an answer. */
  callers: Pick<Callers, 'isWaiting' | 'ifUnanswered' | 'addressOf'>;
  takeovers: Pick<Takeovers, 'admit' | 'registered'>;
  syncCredentials: SyncCredentials;
  /** Makes a password what the broker reads; as Mosquitto does by default. */
  hashForBroker?: (password: string) => Promise<string>;
  bus: ChangeBus;
  /**
   * The broker's address for devices. If host is undefined, they get the host name under which they reached the server.
   */
  publicBroker: { host: string | undefined; port: number };
  heartbeatIntervalS: number;
  maxDevices: number;
  log: Logger;
}

/** Registers devices, see the contract of `POST /api/devices/register`. */
export class Registrar implements DeviceRegistrar {
  readonly #options: RegistrarOptions;
  readonly #hashing = new Turns(HASHED_AT_ONCE);

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  async register({
    request,
    requestHost,
    callerId,
  }: Registration): Promise<{ created: boolean; credentials: DeviceCredentials }> {
    const { database, callers } = this.#options;
    const macAddress = normaliseMac(request.mac_address);
    await this.#checkRoom(macAddress);
    const holder = await findHolder(database, macAddress);
    const address = callerId === undefined ? undefined : callers.addressOf(callerId);
    if (holder) this.#options.takeovers.admit({ ...holder, macAddress }, address);
    const { password, hashes } = await this.#newSecret();
    if (callerId !== undefined && !callers.isWaiting(callerId))
      throw new ProblemError('flow_unavailable', `Whoever registers ${macAddress} has gone: nothing was changed`);
    const saved = await saveRegistration(database, {
      deviceId: `${DEVICE_ID_PREFIX}${randomBytes(8).toString('hex')}`,
      macAddress,
      ...hashes,
      name: request.name ?? null,
      firmwareVersion: request.firmware_version ?? null,
      sensorTypes: request.sensor_types ?? null,
      reportIntervalS: request.report_interval_s ?? null,
      kind: request.kind,
    });
    if (!saved)
      throw new ProblemError(
        'device_locked',
        `The device ${macAddress} is locked: unlock it on the device page before it registers again`,
      );
    const { deviceId, kind, created } = saved;
    this.#options.takeovers.registered(deviceId, address);
    if (created && callerId !== undefined)
      callers.ifUnanswered(callerId, () => void this.#withdraw(deviceId, hashes.passwordHash));
    // The pipeline must know the device before it can publish anything.
    await this.#options.bus.publish('devices_changed', { deviceIds: [deviceId] });
    await this.#options.syncCredentials([deviceId]);
    return { created, credentials: this.#credentials(deviceId, kind, password, requestHost) };
  }

  /**
   * Gives a device new credentials because its owner asks, even if it is locked. When this resolves, the broker accepts
   * them and has closed any connection made with the old ones.
   * @throws ProblemError `device_not_found`, `broker_unavailable`
   */
  async renew(deviceId: string, requestHost: string): Promise<DeviceCredentials> {
    const { password, hashes } = await this.#newSecret();
    const kind = await saveCredentials(this.#options.database, deviceId, hashes);
    if (!kind) throw new ProblemError('device_not_found', `There is no device ${deviceId} that has credentials`);
    await this.#options.bus.publish('devices_changed', { deviceIds: [deviceId] });
    await this.#options.syncCredentials([deviceId]);
    return this.#credentials(deviceId, kind, password, requestHost);
  }

  /** The broker's address for a device that reached the server under this host name. */
  brokerFor(requestHost: string): { host: string; port: number } {
    const { host, port } = this.#options.publicBroker;
    return { host: host ?? requestHost, port };
  }

  /** Removes a device that nobody has credentials of. */
  async #withdraw(deviceId: string, passwordHash: string): Promise<void> {
    const { database, bus, syncCredentials, log } = this.#options;
    try {
      if (!(await withdrawDevice(database, deviceId, passwordHash))) return;
      await bus.publish('device_removed', { deviceId, plantIds: [] });
      await syncCredentials([deviceId]);
    } catch (failure) {
      log.warn({ err: failure, device_id: deviceId }, 'a device that went away while it registered may be left');
    }
  }

  /** Makes a password and its hashes: one for the database, one for the broker. */
  async #newSecret(): Promise<{ password: string; hashes: { passwordHash: string; brokerHash: string } }> {
    const password = newPassword();
    const { hashForBroker = brokerHash } = this.#options;
    const passwordHash = await this.#hashing.take(() => bcrypt.hash(password, BCRYPT_COST));
    return { password, hashes: { passwordHash, brokerHash: await hashForBroker(password) } };
  }

  #credentials(deviceId: string, kind: DeviceKind, password: string, requestHost: string): DeviceCredentials {
    return {
      device_id: deviceId,
      mqtt_username: deviceId,
      mqtt_password: password,
      mqtt: this.brokerFor(requestHost),
      topics: {
        telemetry: telemetryTopic(deviceId),
        heartbeat: heartbeatTopic(deviceId),
        ...(kind === 'gateway' && { gateway: gatewayTopic(deviceId) }),
      },
      heartbeat_interval_s: this.#options.heartbeatIntervalS,
    };
  }

  async #checkRoom(macAddress: string): Promise<void> {
    const { database, maxDevices } = this.#options;
    if ((await countDevices(database)) < maxDevices || (await isKnownMac(database, macAddress))) return;
    throw new ProblemError(
      'device_limit_reached',
      `There are ${maxDevices} devices already: decommission some, or raise MAX_DEVICES`,
    );
  }
}
