import {
  isOverdue,
  offlineMessage,
  onlineMessage,
  type PresenceState,
  statusAfterMessage,
  statusAfterRejection,
} from '@plantops/nodes/presence/core.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { HeartbeatPayload } from '@plantops/shared/messages.ts';
import type { Notice, Presence } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { closeOutage, listOpenOutages, noteOutages, openOutages, type Outage } from '../../db/repositories/alerts.ts';
import { readDirectory } from '../../db/repositories/directory.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import { type PresenceChange, savePresence } from '../../db/repositories/presence.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface PresenceOptions {
  database: Database;
  heartbeatIntervalS: number;
  /** Since when messages could reach the server without interruption; undefined while they cannot. */
  hearingSince: () => Date | undefined;
  nameOf: (deviceId: string) => string;
  /** Receives changes of status or vitals once they are written, and outages that began or ended. */
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

interface Tracked extends PresenceState {
  /** Whether an alert about the device's silence is open in the database. */
  outageOpen: boolean;
  /** Whether that outage was not reported because the device's plant is muted. */
  outageUntold: boolean;
  pending: PresenceChange | undefined;
  /** Whether anything that the dashboard shows has changed besides the time of the last message. */
  visible: boolean;
}

/** How often last-seen times and statuses are written (ms). */
const FLUSH_MS = 250;

/** Keeps in memory when each device was last heard, and writes it in batches. */
export class PresenceTracker implements Presence {
  readonly #options: PresenceOptions;
  readonly #devices = new Map<string, Tracked>();
  readonly #dirty = new Set<string>();
  #timer: Timer | undefined;
  #flushing: Promise<void> | undefined;
  /** Whether the last write failed. Logged once, not on every retry. */
  #failing = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    options.bus.on('device_removed', ({ deviceId }) => {
      this.#devices.delete(deviceId);
      this.#dirty.delete(deviceId);
    });
    options.bus.on('message_rejected', ({ deviceId, at, reason }) => this.#failed(deviceId, at, reason));
    options.bus.on('data_replaced', () => this.#reload());
  }

  /** Loads the state that the last run left. */
  async load(): Promise<void> {
    const { database } = this.#options;
    const [devices, openOutages] = await Promise.all([readDirectory(database), listOpenOutages(database)]);
    const silent = new Map(openOutages.map(({ deviceId, told }) => [deviceId, told]));
    for (const { deviceId, status, lastSeenAt } of devices) {
      const told = silent.get(deviceId);
      this.#devices.set(deviceId, {
        status,
        lastSeenAt,
        outageOpen: status === 'offline' || told !== undefined,
        outageUntold: told === false,
        pending: undefined,
        visible: false,
      });
    }
  }

  start(): void {
    this.#timer = this.#options.clock.every(FLUSH_MS, () => void this.#flush());
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#flushing;
    await this.#flush();
  }

  heard(
    deviceId: string,
    at: Date,
    facts: { vitals?: HeartbeatPayload; clockWrong?: boolean } = {},
  ): Promise<Notice | undefined> | undefined {
    const device = this.#track(deviceId);
    const change = this.#note(deviceId, device, statusAfterMessage(), null, at);
    const { vitals, clockWrong } = facts;
    if (clockWrong !== undefined) change.clockWrong = clockWrong;
    if (vitals) {
      change.batteryPct = vitals.battery_pct ?? change.batteryPct;
      change.rssiDbm = vitals.rssi_dbm ?? change.rssiDbm;
      change.firmwareVersion = vitals.firmware_version ?? change.firmwareVersion;
      device.visible = true;
    }
    return device.outageOpen ? this.#returned(deviceId, device, at) : undefined;
  }

  /** Records a rejected message. It does not end an outage: only a valid message does. */
  #failed(deviceId: string, at: Date, reason: string): void {
    const device = this.#track(deviceId);
    this.#note(deviceId, device, statusAfterRejection(), reason, at);
    device.visible = true;
  }

  async sweep(now: Date, missedHeartbeats: number): Promise<Notice[]> {
    const hearingSince = this.#options.hearingSince();
    // The server hears nothing itself, so a silent device may in fact be sending.
    if (!hearingSince) return [];
    const silentS = missedHeartbeats * this.#options.heartbeatIntervalS;
    const overdue = [...this.#devices]
      .filter(([, device]) => isOverdue(device, now, hearingSince, silentS))
      .map(([deviceId, device]) => ({ deviceId, device, lastSeenAt: device.lastSeenAt }));
    // Not both in one sweep: if the second failed, the notices of the first would be lost.
    if (overdue.length === 0) return this.#tellOutages(now, hearingSince, silentS);
    await this.#flush();
    const { opened, notices } = await inTransaction(this.#options.database, async (connection) => {
      const outages = overdue.map(({ deviceId, lastSeenAt }) => ({
        deviceId,
        plantId: null,
        message: this.#silence(deviceId, lastSeenAt, now),
      }));
      const alerts = await openOutages(connection, outages, now);
      return {
        opened: alerts,
        notices: await offlineNotices(
          connection,
          alerts.filter(({ tell }) => tell),
        ),
      };
    });
    const muted = new Set(opened.filter(({ tell }) => !tell).map(({ deviceId }) => deviceId));
    for (const { deviceId, device, lastSeenAt } of overdue) {
      device.outageOpen = true;
      device.outageUntold = muted.has(deviceId);
      // The device was heard during the database query. It is written as online again, and its next message ends the
      // outage.
      if (device.lastSeenAt !== null && device.lastSeenAt !== lastSeenAt)
        this.#note(deviceId, device, device.status, device.pending?.error ?? null, device.lastSeenAt);
      else device.status = 'offline';
    }
    this.#tell(overdue.map(({ deviceId }) => deviceId));
    this.#tellAlerts(opened.map(({ alertId }) => alertId));
    return notices;
  }

  counts(): { online: number; offline: number } {
    let online = 0;
    let offline = 0;
    for (const { status } of this.#devices.values()) {
      if (status === 'offline') offline += 1;
      else if (status !== 'provisioning') online += 1;
    }
    return { online, offline };
  }

  /** The database now contains another system's devices. No messages arrive until they are loaded. */
  async #reload(): Promise<void> {
    await this.#flushing;
    this.#devices.clear();
    this.#dirty.clear();
    await this.load();
  }

  #tell(deviceIds: string[]): void {
    void this.#options.bus.publish('presence_changed', { deviceIds });
  }

  #tellAlerts(alertIds: number[]): void {
    if (alertIds.length > 0) void this.#options.bus.publish('alerts_changed', { alertIds });
  }

  #track(deviceId: string): Tracked {
    const known = this.#devices.get(deviceId);
    if (known) return known;
    const device: Tracked = {
      status: 'provisioning',
      lastSeenAt: null,
      outageOpen: false,
      outageUntold: false,
      pending: undefined,
      visible: false,
    };
    this.#devices.set(deviceId, device);
    return device;
  }

  #note(deviceId: string, device: Tracked, status: DeviceStatus, error: string | null, at: Date): PresenceChange {
    if (device.status !== status) device.visible = true;
    device.status = status;
    if (device.lastSeenAt === null || at > device.lastSeenAt) device.lastSeenAt = at;
    const { lastSeenAt } = device;
    const change: PresenceChange = (device.pending ??= {
      deviceId,
      status,
      error,
      lastSeenAt,
      clockWrong: undefined,
      batteryPct: undefined,
      rssiDbm: undefined,
      firmwareVersion: undefined,
    });
    // Changed in place: this is done for each reading.
    change.status = status;
    change.error = error;
    change.lastSeenAt = lastSeenAt;
    this.#dirty.add(deviceId);
    return change;
  }

  async #returned(deviceId: string, device: Tracked, at: Date): Promise<Notice | undefined> {
    // Later messages in the meantime must not end the outage again.
    device.outageOpen = false;
    let ended: { alertId: number; notice: Notice | undefined } | undefined;
    try {
      ended = await inTransaction(this.#options.database, async (connection) => {
        const closed = await closeOutage(connection, deviceId, at);
        if (!closed) return undefined;
        const { alertId, plantId, tell } = closed;
        const message = onlineMessage(this.#options.nameOf(deviceId));
        return {
          alertId,
          notice: tell
            ? await insertNotice(connection, { alertId, plantId, deviceId, kind: 'online', message })
            : undefined,
        };
      });
    } catch (failure) {
      device.outageOpen = true;
      throw failure;
    }
    this.#tell([deviceId]);
    if (ended) this.#tellAlerts([ended.alertId]);
    return ended?.notice;
  }

  /** Reports outages that outlast the mute of their plant. They are rare, so each sweep can afford a query. */
  async #tellOutages(now: Date, hearingSince: Date, silentS: number): Promise<Notice[]> {
    const { database } = this.#options;
    const untold = [...this.#devices].filter(
      ([, { outageOpen, outageUntold, lastSeenAt }]) =>
        outageOpen && outageUntold && isOverdue({ status: 'online', lastSeenAt }, now, hearingSince, silentS),
    );
    if (untold.length === 0) return [];
    const outages = untold.map(([deviceId, { lastSeenAt }]) => ({
      deviceId,
      message: this.#silence(deviceId, lastSeenAt, now),
    }));
    const notices = await inTransaction(database, async (connection) =>
      offlineNotices(connection, await noteOutages(connection, outages, now)),
    );
    const told = new Set(notices.map(({ deviceId }) => deviceId));
    for (const [deviceId, device] of untold) if (told.has(deviceId)) device.outageUntold = false;
    this.#tellAlerts(notices.map(({ alertId }) => alertId));
    return notices;
  }

  #silence(deviceId: string, lastSeenAt: Date | null, now: Date): string {
    return offlineMessage(this.#options.nameOf(deviceId), (now.getTime() - (lastSeenAt ?? now).getTime()) / 1000);
  }

  async #flush(): Promise<void> {
    if (this.#flushing || this.#dirty.size === 0) return this.#flushing;
    this.#flushing = this.#writeDirty().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #writeDirty(): Promise<void> {
    const changes: PresenceChange[] = [];
    const visible: string[] = [];
    for (const deviceId of this.#dirty) {
      const device = this.#devices.get(deviceId);
      if (!device?.pending) continue;
      changes.push(device.pending);
      if (device.visible) visible.push(deviceId);
      device.pending = undefined;
      device.visible = false;
    }
    this.#dirty.clear();
    try {
      await savePresence(this.#options.database, changes);
      this.#failing = false;
      if (visible.length > 0) this.#tell(visible);
    } catch (failure) {
      if (!this.#failing)
        this.#options.log.warn({ err: failure }, 'last-seen times could not be written; trying again');
      this.#failing = true;
      for (const change of changes) {
        const device = this.#devices.get(change.deviceId);
        if (!device) continue;
        device.pending = device.pending ? followedBy(change, device.pending) : change;
        this.#dirty.add(change.deviceId);
      }
      for (const deviceId of visible) {
        const device = this.#devices.get(deviceId);
        if (device) device.visible = true;
      }
    }
  }
}

/** Both changes as one: what the later one does not say stays as in the earlier. */
const followedBy = (earlier: PresenceChange, later: PresenceChange): PresenceChange => ({
  ...later,
  clockWrong: later.clockWrong ?? earlier.clockWrong,
  batteryPct: later.batteryPct ?? earlier.batteryPct,
  rssiDbm: later.rssiDbm ?? earlier.rssiDbm,
  firmwareVersion: later.firmwareVersion ?? earlier.firmwareVersion,
});

async function offlineNotices(
  connection: Queryable,
  outages: readonly (Outage & { alertId: number })[],
): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const { alertId, plantId, deviceId, message } of outages)
    notices.push(await insertNotice(connection, { alertId, kind: 'offline', message, plantId, deviceId }));
  return notices;
}
