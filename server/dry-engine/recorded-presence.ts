import {
  disconnectedMessage,
  isOverdue,
  offlineMessage,
  onlineMessage,
  type PresenceState,
} from '@plantops/nodes/presence/core.ts';
import { type DeviceRhythm, newDeviceRhythm, noteHeard, tellAfterS } from '@plantops/nodes/presence/rhythm.ts';
import type { Notice, Presence, PresenceFacts } from '@plantops/shared/ports.ts';
import type { DryFacts } from '../port/dry-offers.ts';
import type { RecordedOutbox } from './recorded-outbox.ts';
import type { Records } from './records.ts';

interface Tracked extends PresenceState, DeviceRhythm {
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

  heard(deviceId: string, at: Date, heard: PresenceFacts = {}): Promise<Notice | undefined> | undefined {
    const { facts, startAt } = this.#options;
    const device = this.#track(deviceId, at);
    noteHeard(device, heard, at.getTime(), startAt.getTime(), facts.heartbeatIntervalS);
    if (device.lastSeenAt === null || at > device.lastSeenAt) device.lastSeenAt = at;
    device.status = 'online';
    const { outage } = device;
    if (outage === undefined) return undefined;
    device.outage = undefined;
    const notice = this.#tell('closed', outage, deviceId, at, onlineMessage(this.#nameOf(deviceId)));
    return Promise.resolve(notice);
  }

  said(deviceId: string, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined {
    if (status === 'online') return this.heard(deviceId, at);
    const device = this.#devices.get(deviceId);
    if (!device || device.status === 'offline' || (device.lastSeenAt ?? at) > at) return undefined;
    return Promise.resolve(this.#outage(deviceId, device, at, disconnectedMessage(this.#nameOf(deviceId))));
  }

  /** Records a rejected message: it shows that the device is alive, but does not end an outage. */
  failed(deviceId: string, at: Date): void {
    const { facts } = this.#options;
    if (!facts.devices.some((device) => device.deviceId === deviceId)) return;
    const device = this.#track(deviceId, at);
    if (device.lastSeenAt === null || at > device.lastSeenAt) device.lastSeenAt = at;
    device.status = 'error';
  }

  async sweep(now: Date, missedIntervals: number): Promise<Notice[]> {
    const { facts, startAt } = this.#options;
    if (!facts.judgesSilence) return [];
    const notices: Notice[] = [];
    for (const [deviceId, device] of this.#devices) {
      const silentS = tellAfterS(device, missedIntervals, facts.heartbeatIntervalS);
      if (!isOverdue(device, now, startAt, silentS)) continue;
      const silentForS = (now.getTime() - (device.lastSeenAt ?? now).getTime()) / 1000;
      const notice = this.#outage(deviceId, device, now, offlineMessage(this.#nameOf(deviceId), silentForS));
      if (notice) notices.push(notice);
    }
    return notices;
  }

  counts(): { online: number; offline: number } {
    let offline = 0;
    for (const { status } of this.#devices.values()) if (status === 'offline') offline += 1;
    return { online: this.#devices.size - offline, offline };
  }

  #track(deviceId: string, at: Date): Tracked {
    const known = this.#devices.get(deviceId);
    if (known) return known;
    const device: Tracked = { ...newDeviceRhythm(), status: 'online', lastSeenAt: at, outage: undefined };
    this.#devices.set(deviceId, device);
    return device;
  }

  #outage(deviceId: string, device: Tracked, now: Date, message: string): Notice | undefined {
    device.status = 'offline';
    this.#lastOutage += 1;
    device.outage = this.#lastOutage;
    return this.#tell('opened', device.outage, deviceId, now, message);
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
