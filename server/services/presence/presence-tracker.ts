import {
  disconnectedMessage,
  isOverdue,
  offlineMessage,
  statusAfterMessage,
  statusAfterRejection,
} from '@plantops/nodes/presence/core.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { ProbeRhythm } from '@plantops/shared/judging/combine.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { DeviceDirectory, Findings, Notice, Presence, PresenceFacts } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Hearing } from '../../broker/broker-echo.ts';
import type { Database } from '../../db/pool.ts';
import { listOpenOutages } from '../../db/repositories/alerts.ts';
import { readDirectory } from '../../db/repositories/directory.ts';
import { followedBy, type PresenceChange, savePresence } from '../../db/repositories/presence.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { BootWatch } from './boot-watch.ts';
import { heardOf, sensorsBehind } from './gateways.ts';
import { MetricWatch } from './metric-watch.ts';
import { beginOutages, endOutage, type SilentDevice, tellOutages } from './outages.ts';
import { RhythmBook } from './rhythm-book.ts';
import { keepPaused, sinceLetIn, type Tracked, trackedDevice } from './tracked-device.ts';

export interface PresenceOptions {
  database: Database;
  heartbeatIntervalS: number;
  /** The time in which messages could reach the server without interruption; undefined while they cannot. */
  hearing: () => Hearing | undefined;
  directory: Pick<DeviceDirectory, 'find'> & { nameOf: (deviceId: string) => string };
  /** Where a probe that fell silent is noted. */
  findings: Findings;
  /** The time zone that the owner is told times in; IANA name. */
  timeZone: () => string;
  /** Receives changes of status or vitals once they are written, and outages that began or ended. */
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** How often last-seen times and statuses are written (ms). */
const FLUSH_MS = 250;
/** How often is written what rhythms are learned from (ms). */
const SAVE_RHYTHMS_MS = 60_000;
/** How many intervals a device may miss, until the presence node says otherwise with its first sweep. */
const MISSED_INTERVALS = 3;

/** Keeps in memory when each device was last heard, and writes it in batches. */
export class PresenceTracker implements Presence {
  readonly #options: PresenceOptions;
  readonly #devices = new Map<string, Tracked>();
  readonly #dirty = new Set<string>();
  readonly #rhythms: RhythmBook;
  readonly #metrics: MetricWatch;
  readonly #boots: BootWatch;
  readonly #timers: Timer[] = [];
  #missed = MISSED_INTERVALS;
  #flushing: Promise<void> | undefined;
  /** Whether the last write failed. Logged once, not on every retry. */
  #failing = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#rhythms = new RhythmBook(options);
    this.#boots = new BootWatch(options.bus);
    this.#metrics = new MetricWatch({ ...options, devices: this.#devices, rhythms: this.#rhythms });
    options.bus.on('devices_changed', ({ deviceIds }) => this.#rhythms.refresh(deviceIds));
    options.bus.on('device_removed', ({ deviceId }) => {
      this.#rhythms.forget(deviceId);
      this.#devices.delete(deviceId);
      this.#dirty.delete(deviceId);
    });
    options.bus.on('message_rejected', ({ deviceId, at, reason }) => this.#failed(deviceId, at, reason));
    options.bus.on('data_replaced', () => this.#reload());
  }

  /** Loads the state that the last run left. */
  async load(): Promise<void> {
    const { database } = this.#options;
    const [devices, openOutages] = await Promise.all([
      readDirectory(database),
      listOpenOutages(database),
      this.#rhythms.load(),
    ]);
    const silent = new Map(openOutages.map(({ deviceId, told }) => [deviceId, told]));
    for (const { deviceId, status, lastSeenAt, isPaused } of devices) {
      const told = silent.get(deviceId);
      const outageOpen = (status === 'offline' && !isPaused) || told !== undefined;
      const outageUntold = told === false;
      this.#devices.set(deviceId, trackedDevice({ status, lastSeenAt, outageOpen, outageUntold }));
    }
  }

  start(): void {
    const { clock } = this.#options;
    this.#timers.push(
      clock.every(FLUSH_MS, () => void this.#flush()),
      clock.every(SAVE_RHYTHMS_MS, () => void this.#rhythms.save()),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) timer.cancel();
    await this.#flushing;
    await this.#flush();
    await this.#rhythms.save();
  }

  heard(deviceId: string, at: Date, facts: PresenceFacts = {}): Promise<Notice | undefined> | undefined {
    const device = this.#track(deviceId);
    const intervals = this.#rhythms.heard(deviceId, at, facts, this.#options.hearing()?.since);
    const isFromBefore = device.leftAt !== undefined && at <= device.leftAt;
    const status = isFromBefore ? device.status : statusAfterMessage();
    const change = this.#note(deviceId, device, status, null, at);
    const { vitals, clockWrong } = facts;
    if (vitals?.uptime_s != null) this.#boots.heard(deviceId, at, vitals.uptime_s);
    if (clockWrong !== undefined) change.clockWrong = clockWrong;
    if (vitals) {
      change.batteryPct = vitals.battery_pct ?? change.batteryPct;
      change.rssiDbm = vitals.rssi_dbm ?? change.rssiDbm;
      change.firmwareVersion = vitals.firmware_version ?? change.firmwareVersion;
      change.linkQuality = vitals.link_quality ?? change.linkQuality;
    }
    if (intervals) Object.assign(change, intervals);
    if (vitals || intervals) device.visible = true;
    const isBack = device.outageOpen && !isFromBefore;
    return this.#gatewayHeard(deviceId, at) ?? (isBack ? this.#returned(deviceId, device, at) : undefined);
  }

  said(deviceId: string, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined {
    if (status === 'online') return this.heard(deviceId, at);
    // A broker that is stopped publishes all last wills: they wait for us, and accuse nobody. What has waited comes before the
    // first message of our own, with which hearing begins.
    if (!this.#options.hearing()) return undefined;
    const device = this.#devices.get(deviceId);
    if (!device?.lastSeenAt || at < device.lastSeenAt) return undefined;
    device.leftAt = at;
    if (device.status === 'offline' || device.status === 'provisioning') return undefined;
    return this.#left(deviceId, device.lastSeenAt, at);
  }

  /** Records a rejected message. It does not end an outage: only a valid message does. */
  #failed(deviceId: string, at: Date, reason: string): void {
    const device = this.#track(deviceId);
    this.#note(deviceId, device, statusAfterRejection(), reason, at);
    device.visible = true;
  }

  async sweep(now: Date, missedIntervals: number): Promise<Notice[]> {
    this.#missed = missedIntervals;
    const hearing = this.#options.hearing();
    // The server hears nothing itself, so a silent device may in fact be sending.
    if (!hearing) return [];
    // What was sent after that may still come.
    const heard = { since: hearing.since, until: hearing.until < now ? hearing.until : now };
    for (const [deviceId, device] of this.#devices) if (this.#isPaused(deviceId)) keepPaused(device, now);
    const overdue = [...this.#devices].filter(([deviceId, device]) => this.#isOverdue(deviceId, device, heard));
    // One thing in each sweep: if the second failed, the notices of the first would be lost.
    if (overdue.length > 0)
      return this.#begin(
        overdue.map(([deviceId, device]) => ({
          deviceId,
          message: this.#silence(deviceId, device.lastSeenAt, now),
          isQuiet: !this.#mustTell(deviceId, device, heard),
        })),
        now,
      );
    const told = await this.#tellOutages(now, heard);
    if (told.length > 0) return told;
    const { notices, alertIds } = await this.#metrics.judge(now, hearing.since, missedIntervals);
    this.#tellAlerts(alertIds);
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
    const device = trackedDevice();
    this.#devices.set(deviceId, device);
    return device;
  }

  #note(deviceId: string, device: Tracked, status: DeviceStatus, error: string | null, at: Date): PresenceChange {
    if (device.status !== status) device.visible = true;
    this.#metrics.heard(deviceId);
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
      linkQuality: undefined,
    });
    // Changed in place: this is done for each reading.
    change.status = status;
    change.error = error;
    change.lastSeenAt = lastSeenAt;
    this.#dirty.add(deviceId);
    return change;
  }

  /** How often a device sends a metric, as far as that is known. */
  probeRhythm(deviceId: string, metric: Metric): ProbeRhythm {
    return this.#rhythms.probeRhythm(deviceId, metric);
  }

  /** Whether nothing was heard of a device for too long. @param afterS how long that is (s) */
  #isOverdue(
    deviceId: string,
    device: Tracked,
    heard: Hearing,
    afterS = this.#rhythms.silentAfterS(deviceId, this.#missed),
  ): boolean {
    const { since, until } = heardOf(this.#gatewayOf(deviceId), heard);
    const { state, from } = sinceLetIn(device, since, this.#isPaused(deviceId));
    return isOverdue(state, until, from, afterS);
  }

  #isPaused(deviceId: string): boolean {
    return this.#options.directory.find(deviceId)?.isPaused === true;
  }

  /** Whether a silent device has been so for as long as the owner is to be told of it. */
  #mustTell(deviceId: string, device: Tracked, heard: Hearing): boolean {
    const afterS = this.#rhythms.tellAfterS(deviceId, this.#missed);
    return this.#isOverdue(deviceId, { ...device, status: 'online' }, heard, afterS);
  }

  #gatewayOf(deviceId: string): Tracked | undefined {
    const via = this.#options.directory.find(deviceId)?.via;
    return via == null ? undefined : this.#devices.get(via);
  }

  /** What a gateway passes on shows that it is alive. @returns the end of its outage, if it had one */
  #gatewayHeard(deviceId: string, at: Date): Promise<Notice | undefined> | undefined {
    const via = this.#options.directory.find(deviceId)?.via;
    if (via == null) return undefined;
    const gateway = this.#track(via);
    this.#note(via, gateway, statusAfterMessage(), null, at);
    // The outage of the sensor itself, which nobody was told of, ends with its next message.
    return gateway.outageOpen ? this.#returned(via, gateway, at) : undefined;
  }

  /** Marks devices offline, and opens an outage for each. @returns the notices about them */
  async #begin(devices: readonly SilentDevice[], now: Date): Promise<Notice[]> {
    const { directory } = this.#options;
    const behind = sensorsBehind(new Set(devices.map(({ deviceId }) => deviceId)), this.#devices, directory);
    const silent = [
      ...devices,
      // With their gateway, so nobody is told of them.
      ...behind.map(([deviceId, at]) => ({ deviceId, message: this.#silence(deviceId, at, now), isQuiet: true })),
    ];
    const seen = new Map(silent.map(({ deviceId }) => [deviceId, this.#devices.get(deviceId)?.lastSeenAt]));
    await this.#flush();
    const { alertIds, untold, notices } = await beginOutages(this.#options.database, silent, now);
    for (const [deviceId, lastSeenAt] of seen) {
      const device = this.#devices.get(deviceId);
      if (!device) continue;
      device.outageOpen = !this.#isPaused(deviceId);
      device.outageUntold = untold.has(deviceId);
      // The device was heard during the database query. It is written as online again, and its next message ends the
      // outage.
      if (device.lastSeenAt !== null && device.lastSeenAt !== lastSeenAt)
        this.#note(deviceId, device, device.status, device.pending?.error ?? null, device.lastSeenAt);
      else device.status = 'offline';
    }
    this.#tell([...seen.keys()]);
    this.#tellAlerts(alertIds);
    return notices;
  }

  /**
   * Takes a device that left, by its own word or that of its will, for offline. The owner is told at once, except of a
   * device that sleeps between its reports, or may do so as far as is known, or where the server or the broker were away until just now: they are told
   * of only once they are overdue.
   */
  async #left(deviceId: string, lastSeenAt: Date, at: Date): Promise<Notice | undefined> {
    const { hearing, heartbeatIntervalS, directory } = this.#options;
    const since = hearing()?.since;
    const silentS = this.#rhythms.silentAfterS(deviceId, this.#missed);
    const isSleeper = this.#rhythms.tellAfterS(deviceId, this.#missed) > this.#missed * heartbeatIntervalS;
    const isCertain = since !== undefined && at.getTime() - since.getTime() > silentS * 1000;
    const message = disconnectedMessage(directory.nameOf(deviceId));
    const [notice] = await this.#begin([{ deviceId, message, isQuiet: isSleeper || !isCertain }], at);
    return notice;
  }

  async #returned(deviceId: string, device: Tracked, at: Date): Promise<Notice | undefined> {
    const { database, directory } = this.#options;
    // Later messages in the meantime must not end the outage again.
    device.outageOpen = false;
    device.upSince = at;
    const ended = await endOutage(database, deviceId, directory.nameOf(deviceId), at).catch((failure: unknown) => {
      device.outageOpen = true;
      throw failure;
    });
    this.#tell([deviceId]);
    if (ended) this.#tellAlerts([ended.alertId]);
    return ended?.notice;
  }

  /** Reports outages that outlast what kept them from being told. They are rare, so each sweep can afford a query. */
  async #tellOutages(now: Date, heard: Hearing): Promise<Notice[]> {
    const untold = [...this.#devices].filter(
      ([deviceId, device]) => device.outageOpen && device.outageUntold && this.#mustTell(deviceId, device, heard),
    );
    if (untold.length === 0) return [];
    const outages = untold.map(([deviceId, { lastSeenAt }]) => ({
      deviceId,
      message: this.#silence(deviceId, lastSeenAt, now),
    }));
    const notices = await tellOutages(this.#options.database, outages, now);
    const told = new Set(notices.map(({ deviceId }) => deviceId));
    for (const [deviceId, device] of untold) if (told.has(deviceId)) device.outageUntold = false;
    this.#tellAlerts(notices.map(({ alertId }) => alertId));
    return notices;
  }

  #silence(deviceId: string, lastSeenAt: Date | null, now: Date): string {
    const silentMs = now.getTime() - (lastSeenAt ?? now).getTime();
    return offlineMessage(this.#options.directory.nameOf(deviceId), silentMs / 1000);
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
