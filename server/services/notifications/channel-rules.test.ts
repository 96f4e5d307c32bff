/** What each channel is told of, from the settings to the queue, on a real database. */
import { randomBytes } from 'node:crypto';
import type { ChannelRules } from '@plantops/shared/settings/channel-settings.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { openAlert, openOutages } from '../../db/repositories/alerts.ts';
import { insertNotice, listNotices } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { useTestReceiver } from '../../testing/receiver.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { SecretBox } from '../settings/secret-box.ts';
import { openNotifications } from './open-notifications.ts';

const databases = useTestDatabases();
const receiver = useTestReceiver();
const KEY = randomBytes(32).toString('hex');
const [KITCHEN, CELLAR] = [`room_${'0'.repeat(16)}`, `room_${'1'.repeat(16)}`];
let database: Database;
let clock: FakeClock;
let room: Awaited<ReturnType<typeof opened>>;

const opened = () =>
  openNotifications({
    database,
    box: new SecretBox(KEY),
    environment: readEnvironment({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }),
    bus: new ChangeBus(silentLog),
    clock,
    log: silentLog,
  });

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock('2026-01-07T12:00:00Z');
  room = await opened();
  await database.query('INSERT INTO rooms (id, name, position) VALUES ($1, $1, 0), ($2, $2, 1)', [KITCHEN, CELLAR]);
  for (const [id, roomId] of [
    ['fern', KITCHEN],
    ['palm', CELLAR],
    ['aloe', null],
  ] as const) {
    await insertPlant(database, id, { name: id, species: null, thresholds: {} });
    await database.query('UPDATE plants SET room_id = $2 WHERE id = $1', [id, roomId]);
  }
  await room.settings.update({ channels: { webhook: { url: receiver.url().href } } });
  room.outbox.start();
});
afterEach(() => room.outbox.stop());

const rule = (rules: Partial<ChannelRules>) => room.settings.update({ channel_rules: { webhook: rules } });
const webhookOf = () => room.settings.shown().channels.find(({ name }) => name === 'webhook');

/** A breach at a plant, or a silent device of no plant. @returns what became of its message on the webhook */
async function told(plantId: string | null): Promise<string | undefined> {
  const at = clock.now();
  const breach = { deviceId: 'dev_1', metric: 'humidity', value: 1, threshold: 2, direction: 'min', at } as const;
  if (plantId === null)
    await database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash)
       VALUES ('dev_1', 'm', 'u', 'h', 'h') ON CONFLICT DO NOTHING`,
    );
  const alertId =
    plantId === null
      ? (await openOutages(database, [{ deviceId: 'dev_1', plantId, message: 'm' }], at))[0]?.alertId
      : await openAlert(database, { ...breach, plantId, message: 'm' }, true);
  const kind = plantId === null ? 'offline' : 'breach';
  const notice = { alertId: alertId ?? -1, kind, message: 'm', plantId, deviceId: null } as const;
  const { id } = await insertNotice(database, notice);
  await room.outbox.release(id);
  const state = async () =>
    (await listNotices(database, { limit: 50 }))?.find((each) => each.id === id)?.deliveries[0]?.state;
  await expect.poll(async () => (await clock.advance(0), state()), { interval: 5 }).not.toBe('waiting');
  return state();
}
const toldOf = async (...plants: (string | null)[]) => {
  const states = [];
  for (const plant of plants) states.push(await told(plant));
  return states;
};

describe('a channel', () => {
  it('is told of everything unless the owner says otherwise', async () => {
    expect(webhookOf()?.rules).toEqual({ muted: false, topics: null, plants: null, rooms: null });
    expect(await toldOf('fern', 'aloe', null)).toEqual(['sent', 'sent', 'sent']);
  });

  it('is told of the chosen plants, and of those that stand in the chosen rooms by then', async () => {
    await rule({ plants: ['aloe'], rooms: [KITCHEN] });
    expect(await toldOf('fern', 'palm', 'aloe', null)).toEqual(['sent', 'skipped', 'sent', 'skipped']);
    await database.query(`UPDATE plants SET room_id = $1 WHERE id = 'palm'`, [KITCHEN]);
    await database.query('UPDATE alerts SET closed_at = now()');
    expect(await told('palm')).toBe('sent');
  });

  it('is told of the chosen topics', async () => {
    await rule({ topics: ['silence'] });
    expect(await toldOf('fern', null)).toEqual(['skipped', 'sent']);
    room.tellOwner(() => 'about PlantOps itself');
    await rule({ topics: ['system'] });
    room.tellOwner(() => 'this is heard');
    await expect.poll(() => receiver.requests.map(({ body }) => body).join()).toContain('this is heard');
    expect(receiver.requests.map(({ body }) => body).join()).not.toContain('about PlantOps itself');
  });

  it('that is muted is told nothing but tests, and goes on with what comes after', async () => {
    await rule({ muted: true });
    expect(await toldOf('fern', null)).toEqual(['skipped', 'skipped']);
    expect(await room.test('webhook')).toMatchObject({ ok: true });
    await rule({ muted: false });
    expect(await told('palm')).toBe('sent');
    expect(receiver.requests).toHaveLength(2);
  });

  it('that is muted while messages wait for it does not send them later', async () => {
    receiver.answers = [{ status: 503 }];
    const alertId = await openAlert(
      database,
      {
        plantId: 'fern',
        deviceId: 'd',
        metric: 'humidity',
        value: 1,
        threshold: 2,
        direction: 'min',
        message: 'm',
        at: clock.now(),
      },
      true,
    );
    const notice = { alertId: alertId ?? -1, kind: 'breach', message: 'm', plantId: 'fern', deviceId: null } as const;
    await room.outbox.release((await insertNotice(database, notice)).id);
    await expect.poll(async () => (await clock.advance(0), receiver.requests.length), { interval: 5 }).toBe(1);
    await rule({ muted: true });
    const states = async () => (await listNotices(database, { limit: 1 }))?.map(({ state }) => state);
    await expect.poll(async () => (await clock.advance(0), states()), { interval: 5 }).toEqual(['skipped']);
    await rule({ muted: false });
    await clock.advance(3_600_000);
    expect(receiver.requests).toHaveLength(1);
  });

  it('keeps its rules over a restart, and loses them when it is removed', async () => {
    await rule({ topics: ['limits'], rooms: [KITCHEN] });
    const again = await opened();
    expect(again.settings.channels()).toMatchObject([{ rules: { topics: ['limits'], rooms: [KITCHEN] } }]);
    await room.settings.update({ channels: { webhook: null } });
    expect(webhookOf()?.rules).toEqual({ muted: false, topics: null, plants: null, rooms: null });
    expect((await opened()).settings.shown().channels.every(({ rules }) => rules.topics === null)).toBe(true);
  });

  it('that there is not can have none', async () => {
    await expect(room.settings.update({ channel_rules: { telegraph: { muted: true } } })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/channel_rules/telegraph' }],
    });
  });
});

describe('the language of messages', () => {
  it('is English until somebody chooses one, and then holds for messages, tests and reasons', async () => {
    expect(room.settings.shown()).toMatchObject({ language: null, language_used: 'en' });
    expect(await room.settings.update({ language: 'de' })).toMatchObject({ language: 'de', language_used: 'de' });
    await room.test('webhook');
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
      text: expect.stringMatching(/^PlantOps-Test/),
      message: expect.stringMatching(/^PlantOps test/),
    });
    receiver.answers = [{ status: 500 }];
    expect(await room.test('webhook')).toMatchObject({ error: 'Der Webhook antwortete mit 500' });
    expect((await opened()).settings.language()).toBe('de');
    expect(await room.settings.update({ language: null })).toMatchObject({ language: null, language_used: 'en' });
  });
});
