import { randomBytes } from 'node:crypto';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { useTestReceiver } from '../../testing/receiver.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { SecretBox } from '../settings/secret-box.ts';
import { openNotifications } from './open-notifications.ts';

const databases = useTestDatabases();
const receiver = useTestReceiver();
const KEY = randomBytes(32).toString('hex');
let database: Database;
let clock: FakeClock;
let bus: ChangeBus;
let changes: unknown[];
let alertsChanged: number[][];
let room: Awaited<ReturnType<typeof openNotifications>>;

async function opened() {
  return openNotifications({
    database,
    box: new SecretBox(KEY),
    environment: readEnvironment({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }),
    bus,
    clock,
    log: silentLog,
  });
}

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock('2026-01-07T12:00:00Z');
  bus = new ChangeBus(silentLog);
  [changes, alertsChanged] = [[], []];
  room = await opened();
  bus.on('settings_changed', (change) => void changes.push(change));
  bus.on('alerts_changed', ({ alertIds }) => void alertsChanged.push([...alertIds]));
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
});
afterEach(async () => {
  await room.outbox.stop();
  expect(clock.timers).toBe(0);
});

async function released(message: string, metric: 'humidity' | 'temperature' = 'humidity'): Promise<number> {
  const breach = { plantId: 'plant_1', deviceId: 'dev_1', metric, value: 1, threshold: 2 } as const;
  const alertId = (await openAlert(database, { ...breach, direction: 'min', message, at: clock.now() }, true)) ?? -1;
  const notice = { alertId, kind: 'breach', message, plantId: 'plant_1', deviceId: null } as const;
  await room.outbox.release((await insertNotice(database, notice)).id);
  return alertId;
}
const soon = <T>(read: () => T | Promise<T>) =>
  expect.poll(async () => (await clock.advance(0), read()), { interval: 5 });
const url = () => receiver.url().href;
const webhookOf = () => room.settings.shown().channels.find(({ name }) => name === 'webhook');

describe('the room of notifications', () => {
  it('sends by a channel that the owner sets up, and tells others of the change and of the alert', async () => {
    room.outbox.start();
    await room.settings.update({ channels: { webhook: { url: url() } }, cooldown_s: 5 });
    expect(changes).toEqual([{ group: 'notifications', fields: ['channels', 'cooldown_s'], channels: ['webhook'] }]);
    const alertId = await released('too dry');
    await soon(() => receiver.taken.length).toBe(1);
    await soon(() => alertsChanged).toEqual([[alertId]]);
  });

  it('sends by another address after a second change, without the pause of the first', async () => {
    receiver.answers = [{ status: 503 }];
    room.outbox.start();
    await room.settings.update({ channels: { webhook: { url: url() } } });
    await released('too dry');
    await soon(webhookOf).toMatchObject({ waiting: 1, last_error: 'The webhook answered 503' });
    await room.settings.update({ channels: { webhook: { url: `${url()}/2` } } });
    await released('too cold', 'temperature');
    await soon(() => receiver.taken.length).toBe(1);
    expect(receiver.taken[0]).toContain('too cold');
    await soon(webhookOf).toMatchObject({ last_error: null });
  });

  it('holds messages back in quiet hours by its clock, which the owner may change', async () => {
    room.outbox.start();
    await room.settings.update({
      channels: { webhook: { url: url() } },
      quiet_hours: { from: '11:00', to: '13:00', time_zone: 'UTC' },
    });
    await released('too dry');
    await soon(webhookOf).toMatchObject({ waiting: 1 });
    expect(receiver.taken).toEqual([]);
    await room.settings.update({ quiet_hours: null });
    await soon(() => receiver.taken.length).toBe(1);
  });

  it('does not stir when other settings change', async () => {
    room.outbox.start();
    receiver.answers = [{ status: 429, headers: { 'retry-after': '60' } }];
    await room.settings.update({ channels: { webhook: { url: url() } } });
    await released('too dry');
    await soon(webhookOf).toMatchObject({ last_error: 'Webhook asks to wait 60 s' });
    await bus.publish('settings_changed', { group: 'display', fields: ['channels'] });
    await soon(webhookOf).toMatchObject({ waiting: 1, last_error: 'Webhook asks to wait 60 s' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('reads its settings again once a backup was restored, and once more', async () => {
    for (const cooldown_s of [7, 8]) {
      await database.query(
        `INSERT INTO settings (key, value) VALUES ('notifications', $1) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
        [{ cooldown_s }],
      );
      await bus.publish('data_replaced', {});
      expect(room.settings.cooldownS()).toBe(cooldown_s);
      expect(changes.at(-1)).toMatchObject({ fields: ['channels', 'cooldown_s', 'quiet_hours'] });
    }
  });

  it('tries what is set up', async () => {
    expect(await room.test(undefined)).toMatchObject({ ok: false, channels: [] });
    await room.settings.update({ channels: { webhook: { url: url() } } });
    expect(await room.test('webhook')).toMatchObject({ ok: true, channels: [{ name: 'webhook' }] });
    expect(JSON.parse(receiver.taken[0] ?? '')).toMatchObject({ kind: 'test', created_at: '2026-01-07T12:00:00.000Z' });
  });
});
