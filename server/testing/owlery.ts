/** A courier or an outbox that sends to an owl, on a real database and by a clock that stands still. */
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Database } from '../db/pool.ts';
import { openAlert } from '../db/repositories/alerts.ts';
import { insertNotice, listNotices, releaseNotice } from '../db/repositories/notices.ts';
import { insertPlant } from '../db/repositories/plants.ts';
import type { ActiveChannel, SendResult } from '../services/notifications/channel.ts';
import { Courier } from '../services/notifications/courier.ts';
import { Outbox } from '../services/notifications/outbox.ts';
import { silentLog, useTestDatabases } from './database.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const SENT: SendResult = { outcome: 'sent' };
export const ASLEEP: SendResult = { outcome: 'unreachable', reason: 'The owl sleeps' };

class Owlery {
  readonly database: Database;
  readonly clock = new FakeClock();
  readonly courier: Courier;
  /** Not started. The owl is its only channel, while there is one. */
  readonly outbox: Outbox;
  /** The alert that messages are about. */
  alertId = -1;
  /** The ids of alerts that the dashboard was told of, call by call. */
  readonly told: number[][] = [];
  /** What the owl answers; the last answer is repeated. */
  answers: (SendResult | Promise<SendResult>)[] = [SENT];
  /** What was tried to send, and when. */
  readonly tried: string[] = [];
  /** What arrived. */
  readonly heard: string[] = [];
  owl: ActiveChannel | undefined = {
    name: 'owl',
    label: { en: 'The owl', de: 'Die Eule' },
    send: async ({ text }) => {
      this.tried.push(`${text} at ${this.clock.elapsedMs() / SECOND} s`);
      const result = (await (this.answers.length > 1 ? this.answers.shift() : this.answers[0])) ?? SENT;
      if (result.outcome === 'sent') this.heard.push(text);
      return result;
    },
  };
  quietUntil: (now: Date) => Date | undefined = () => undefined;

  constructor(database: Database) {
    this.database = database;
    const options = {
      database,
      quietUntil: (now: Date) => this.quietUntil(now),
      onAlerts: (ids: number[]) => void this.told.push(ids),
      clock: this.clock,
      log: silentLog,
    };
    this.courier = new Courier({ ...options, channel: 'owl', active: () => this.owl });
    this.outbox = new Outbox({ ...options, channels: () => (this.owl ? [this.owl] : []) });
  }

  async opened(metric: 'humidity' | 'temperature' = 'humidity'): Promise<number> {
    const breach = { plantId: 'plant_1', deviceId: 'dev_1', metric, value: 1, threshold: 2 } as const;
    const at = this.clock.now();
    return (await openAlert(this.database, { ...breach, direction: 'min', message: 'm', at }, true)) ?? -1;
  }

  /** @returns the id of a notice that is made, but not released */
  async made(message: string, alertId = this.alertId): Promise<string> {
    const notice = { alertId, kind: 'breach', message, plantId: 'plant_1', deviceId: null } as const;
    return (await insertNotice(this.database, notice)).id;
  }

  /** Queues a message about silence, of a device that is called so. */
  async silence(name: string, kind: 'offline' | 'online' = 'offline'): Promise<void> {
    await this.database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, name) VALUES ($1, $1, $1, 'h', 'h', $1)
       ON CONFLICT DO NOTHING`,
      [name],
    );
    const message = kind === 'offline' ? `${name} is offline: nothing heard for 3 min` : `${name} is back online`;
    const notice = { alertId: this.alertId, kind, message, plantId: null, deviceId: name } as const;
    const { id } = await insertNotice(this.database, notice);
    await releaseNotice(this.database, id, ['owl'], this.clock.now());
  }

  async queued(message: string, alertId = this.alertId): Promise<void> {
    await releaseNotice(this.database, await this.made(message, alertId), ['owl'], this.clock.now());
  }

  /** Puts off a message that is queued. */
  async putOff(message: string, ms: number): Promise<void> {
    await this.database.query(
      'UPDATE deliveries d SET next_attempt_at = $1 FROM notices n WHERE n.id = d.notice_id AND n.message = $2',
      [new Date(this.clock.now().getTime() + ms), message],
    );
  }

  /** Reads again and again while what is due now happens. No time passes. */
  soon<T>(read: () => T | Promise<T>, message?: string) {
    return expect.poll(async () => (await this.clock.advance(0), read()), {
      interval: 2,
      ...(message !== undefined && { message }),
    });
  }

  /** Lets the courier do what is due now, until it only waits for a later time. */
  async rested(): Promise<void> {
    await this.soon(() => this.clock.timers, 'the courier rests').toBe(1);
  }

  async woken(): Promise<void> {
    this.courier.wake();
    await this.rested();
  }

  /** Lets time pass, timer by timer: no time passes while the courier does what one of them began. */
  async later(ms: number): Promise<void> {
    const untilMs = this.clock.elapsedMs() + ms;
    while (this.clock.elapsedMs() + this.clock.untilNextMs <= untilMs) {
      await this.clock.advance(this.clock.untilNextMs);
      await this.rested();
    }
    await this.clock.advance(untilMs - this.clock.elapsedMs());
    await this.rested();
  }

  /** The deliveries, oldest message first. */
  async deliveries() {
    const notices = (await listNotices(this.database, { limit: 100 })) ?? [];
    return notices.flatMap(({ deliveries }) => deliveries).reverse();
  }
}

/** Call once in a test file. @returns what the current test has */
export function useOwlery(): () => Owlery {
  const databases = useTestDatabases();
  let owlery: Owlery;
  beforeEach(async () => {
    // Pauses are as short as they can be.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    owlery = new Owlery(await databases.pool());
    await insertPlant(owlery.database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    owlery.alertId = await owlery.opened();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await owlery.courier.stop();
    await owlery.outbox.stop();
    expect(owlery.clock.timers, 'timers after a stop').toBe(0);
  });
  return () => owlery;
}
