import type { Clock } from '@plantops/shared/clock.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { findDevices } from '../../db/repositories/devices.ts';
import { pauseDevice } from '../../db/repositories/paused-devices.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { SyncCredentials } from './sync-credentials.ts';

export interface PausedDevicesOptions {
  database: Queryable;
  findings: Findings;
  syncCredentials: SyncCredentials;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/**
 * Has the broker shut out a device whose account two boards take from each other. The owner lets it in again, or gives it
 * new credentials, which only one of both boards then has.
 */
export class PausedDevices {
  readonly #options: PausedDevicesOptions;

  constructor(options: PausedDevicesOptions) {
    this.#options = options;
    options.bus.on('devices_changed', ({ deviceIds }) => this.#endWhereLetIn(deviceIds));
  }

  /**
   * Shuts a device out. What cannot be done is logged: the boards go on, and it is tried again at the next occasion.
   * @param minutes for how long the boards have taken it from each other
   */
  async pause(deviceId: string, minutes: number): Promise<void> {
    const { database, findings, syncCredentials, bus, clock, log } = this.#options;
    try {
      const endedAlerts = await pauseDevice(database, deviceId, clock.now());
      if (!endedAlerts) return;
      findings.note(deviceId, { code: 'account_paused', evidence: { minutes } });
      await bus.publish('devices_changed', { deviceIds: [deviceId] });
      if (endedAlerts.length > 0) await bus.publish('alerts_changed', { alertIds: endedAlerts });
      await syncCredentials([deviceId]);
      log.warn(`two boards take ${deviceId} from each other: it is not let in until its owner says so`);
    } catch (failure) {
      log.warn({ err: failure, device_id: deviceId }, 'a device that two boards share could not be shut out');
    }
  }

  async #endWhereLetIn(deviceIds: readonly string[]): Promise<void> {
    const { database, findings } = this.#options;
    const noted = deviceIds.filter((deviceId) => findings.has(deviceId, 'account_paused'));
    if (noted.length === 0) return;
    for (const { id, paused_at: pausedAt } of await findDevices(database, noted))
      if (pausedAt === null) findings.clear(id, 'account_paused');
  }
}
