import { isOverdue, offlineMessage, onlineMessage, type PresenceState } from '@plantops/nodes/presence/core.ts';
import type { Notice, Presence } from '@plantops/shared/ports.ts';
import type { DryFacts } from '../port/dry-offers.ts';
import type { RecordedOutbox } from './recorded-outbox.ts';
import type { Records } from './records.ts';

interface Tracked extends PresenceState {
  /** The alert about its silence. */
  outage: number | undefined;
}

export interface RecordedPresenceOptions {
  facts: Pick<DryFacts, 'devices' | 'heartbeatIntervalS' | 'judgesSilence' | 'mutes'>;
  /** When messages begin to be passed through. */
  startAt: Date;
  records: Records;
  outbox: Pick<RecordedOutbox, 'made'>;
}

/** Alerts about silence have numbers of their own, apart from those about values. */
const FIRST_OUTAGE = 1_000_000_000;

/** Knows in memory when each device was heard, and records who would be called offline. */
export class RecordedPresence implements Presence {
  readonly #options: RecordedPresenceOptions;
  readonly #devices = new Map<string, Tracked>();
  #lastOutage = FIRST_OUTAGE;

  constructor(options: RecordedPresenceOptions) {
    this.#options = options;
  }

  heard(deviceId: string, at: Date): Promise<Notice | undefined> | undefined {
    const device = this.#devices.get(deviceId) ?? { status: 'online', lastSeenAt: at, outage: undefined };
    this.#devices.set(deviceId, device);
    if (device.lastSeenAt === null || at > device.lastSeenAt) device.lastSeenAt = at;
    device.status = 'online';
    const { outage } = device;
    if (outage === undefined) return undefined;
    device.outage = undefined;
    const notice = this.#tell('closed', outage, deviceId, at, onlineMessage(this.#nameOf(deviceId)));
    return Promise.resolve(notice);
  }

  /** Records a rejected message: it shows that the device is alive, but does not end an outage. */
  failed(deviceId: string, at: Date): void {
    const { facts } = this.#options;
    if (!facts.devices.some((device) => device.deviceId === deviceId)) return;
    const device = this.#devices.get(deviceId) ?? { status: 'error', lastSeenAt: at, outage: undefined };
    this.#devices.set(deviceId, device);
    if (device.lastSeenAt === null || at > device.lastSeenAt) device.lastSeenAt = at;
    device.status = 'error';
  }

  async sweep(now: Date, missedHeartbeats: number): Promise<Notice[]> {
    const { facts, startAt } = this.#options;
    if (!facts.judgesSilence) return [];
    const silentS = missedHeartbeats * facts.heartbeatIntervalS;
    const notices: Notice[] = [];
    for (const [deviceId, device] of this.#devices) {
      if (!isOverdue(device, now, startAt, silentS)) continue;
      device.status = 'offline';
      this.#lastOutage += 1;
      device.outage = this.#lastOutage;
      const silentForS = (now.getTime() - (device.lastSeenAt ?? now).getTime()) / 1000;
      const message = offlineMessage(this.#nameOf(deviceId), silentForS);
      const notice = this.#tell('opened', device.outage, deviceId, now, message);
      if (notice) notices.push(notice);
    }
    return notices;
  }

  counts(): { online: number; offline: number } {
    let offline = 0;
    for (const { status } of this.#devices.values()) if (status === 'offline') offline += 1;
    return { online: this.#devices.size - offline, offline };
  }

  /** @returns the notice; undefined while the device's plant is muted */
  #tell(change: 'opened' | 'closed', alertId: number, deviceId: string, at: Date, message: string): Notice | undefined {
    const { facts, records, outbox } = this.#options;
    const plantId = facts.devices.find((device) => device.deviceId === deviceId)?.plant?.id ?? null;
    const isMuted = facts.mutes.some(
      (mute) => mute.plantId === plantId && mute.metric === null && mute.until > at.getTime(),
    );
    records.alert({
      at: at.getTime(),
      change,
      alertId,
      plantId,
      deviceId,
      metric: null,
      direction: null,
      message,
    });
    const kind = change === 'opened' ? 'offline' : 'online';
    return isMuted ? undefined : outbox.made({ alertId, kind, message, plantId, deviceId });
  }

  #nameOf(deviceId: string): string {
    return this.#options.facts.devices.find((device) => device.deviceId === deviceId)?.name ?? deviceId;
  }
}
