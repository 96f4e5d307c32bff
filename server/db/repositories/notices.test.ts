import { NOTICE_STATES, noticeSchema } from '@plantops/shared/api/alerts.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { madeNotice } from '../../testing/notices.ts';
import { closeAlert, openAlert } from './alerts.ts';
import { markFailed, markSent, postpone } from './deliveries.ts';
import { listNotices, listUnreleased, releaseNotice } from './notices.ts';
import { insertPlant } from './plants.ts';

const databases = useTestDatabases();
const NOW = new Date('2026-01-07T12:00:00Z');
const inS = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
let database: Database;
let alertId: number;

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) VALUES ('dev_1', 'mac 1', 'dev_1', 'h', 'h')`,
  );
  const id = await openAlert(
    database,
    {
      plantId: 'plant_1',
      deviceId: 'dev_1',
      metric: 'humidity',
      value: 1,
      threshold: 2,
      direction: 'min',
      message: 'm',
      at: new Date(),
    },
    true,
  );
  alertId = id ?? -1;
});

const made = (message: string, ageS = 0): Promise<string> => madeNotice(database, alertId, message, ageS);
async function released(message: string, channels: string[], ageS = 0): Promise<string> {
  const id = await made(message, ageS);
  await releaseNotice(database, id, channels, NOW);
  return id;
}
const on = (noticeId: string, channel: string) => ({ noticeId, channel, alertId });
const deliveriesOf = async (id: string) =>
  (
    await database.query<{ delivery: string }>(
      `SELECT channel || ' ' || state AS delivery FROM deliveries WHERE notice_id = $1 ORDER BY channel`,
      [id],
    )
  ).rows.map(({ delivery }) => delivery);

describe('releaseNotice', () => {
  it('lets a notice go once, on each channel, however often it is asked', async () => {
    const id = await made('m');
    const results = await Promise.all(
      Array.from({ length: 5 }, () => releaseNotice(database, id, ['discord', 'pigeon'], NOW)),
    );
    expect(results.filter((result) => result !== undefined)).toEqual([alertId]);
    expect(await deliveriesOf(id)).toEqual(['discord queued', 'pigeon queued']);
    expect(await releaseNotice(database, 'unknown', ['discord'], NOW)).toBeUndefined();
  });

  it('lets a released notice go on another channel, too, where that is wanted', async () => {
    const id = await released('m', ['discord']);
    await markSent(database, on(id, 'discord'), NOW);
    const again = { alsoReleased: true };
    expect(await releaseNotice(database, id, ['pigeon'], NOW, again)).toBe(alertId);
    expect(await releaseNotice(database, id, ['pigeon', 'discord'], NOW, again)).toBe(alertId);
    expect(await deliveriesOf(id)).toEqual(['discord sent', 'pigeon queued']);
  });

  it('does not send what was sent already', async () => {
    const id = await released('m', ['discord']);
    await markSent(database, on(id, 'discord'), NOW);
    expect(await releaseNotice(database, id, ['discord', 'pigeon'], NOW)).toBeUndefined();
    expect(await deliveriesOf(id)).toEqual(['discord sent']);
  });
});

describe('listUnreleased', () => {
  it('gives what never left the flow, oldest first, but not what may be on its way', async () => {
    const old = await made('old', 100);
    const older = await made('older', 200);
    await made('just now');
    await released('released', ['discord'], 100);
    expect((await listUnreleased(database)).map(({ id }) => id)).toEqual([older, old]);
  });

  it('gives nothing that lost its point: of an alert long over', async () => {
    await made('over', 7200);
    await closeAlert(database, alertId, new Date());
    const recent = await made('recent', 60);
    expect((await listUnreleased(database)).map(({ id }) => id)).toEqual([recent]);
  });
});

describe('listNotices', () => {
  const messagesOf = async (filter: object) =>
    (await listNotices(database, { limit: 100, ...filter }))?.map(({ message }) => message);

  it('gives what became of each, newest first, and the next attempt only of what waits', async () => {
    const refused = await released('refused', ['discord'], 30);
    await markFailed(database, on(refused, 'discord'), 'Discord answered 404');
    const sent = await released('sent', ['discord'], 20);
    await markSent(database, on(sent, 'discord'), NOW);
    const waiting = await made('made', 10);
    const records = await listNotices(database, { limit: 100 });
    const delivery = { channel: 'discord', attempts: 0, last_error: null, next_attempt_at: null, sent_at: null };
    expect(records).toEqual([
      {
        id: waiting,
        alert_id: alertId,
        kind: 'breach',
        message: 'made',
        plant_id: 'plant_1',
        device_id: 'dev_1',
        state: 'waiting',
        attempts: 0,
        last_error: null,
        created_at: expect.any(String),
        next_attempt_at: expect.any(String),
        sent_at: null,
        deliveries: [],
      },
      expect.objectContaining({
        id: sent,
        state: 'sent',
        last_error: null,
        next_attempt_at: null,
        sent_at: expect.any(String),
        deliveries: [{ ...delivery, state: 'sent', sent_at: expect.any(String) }],
      }),
      expect.objectContaining({
        id: refused,
        state: 'failed',
        last_error: 'Discord answered 404',
        next_attempt_at: null,
        sent_at: null,
        deliveries: [{ ...delivery, state: 'failed', last_error: 'Discord answered 404' }],
      }),
    ]);
    for (const record of records ?? []) expect(noticeSchema.safeParse(record).error).toBeUndefined();
  });

  it.each([
    [['queued', 'sent'], 'waiting'],
    [['failed', 'queued'], 'waiting'],
    [['sent', 'failed'], 'failed'],
    [['sent', 'not_configured'], 'sent'],
    [['skipped', 'sent'], 'sent'],
    [['not_configured', 'skipped'], 'skipped'],
    [['not_configured', 'not_configured'], 'not_configured'],
    [[], 'not_configured'],
  ] as const)('says of one whose deliveries are %j that it is %s', async (states, state) => {
    const channels = states.map((_, index) => `channel ${index}`);
    const id = await released('m', channels);
    for (const [index, stored] of states.entries())
      await database.query('UPDATE deliveries SET state = $2 WHERE channel = $1', [channels[index], stored]);
    expect(await listNotices(database, { limit: 1 })).toMatchObject([{ id, state }]);
    for (const asked of NOTICE_STATES)
      expect((await listNotices(database, { state: asked, limit: 1 }))?.length, asked).toBe(asked === state ? 1 : 0);
  });

  it('has the error and the times of the deliveries that matter', async () => {
    const id = await released('m', ['discord', 'owl', 'pigeon']);
    await markSent(database, on(id, 'discord'), NOW);
    await postpone(database, on(id, 'owl'), inS(30), 'the owl sleeps');
    await postpone(database, on(id, 'pigeon'), inS(90), 'the pigeon is lost');
    const [notice] = (await listNotices(database, { limit: 1 })) ?? [];
    expect(notice).toMatchObject({
      state: 'waiting',
      last_error: 'the owl sleeps',
      next_attempt_at: inS(30).toISOString(),
      sent_at: NOW.toISOString(),
    });
  });

  it('filters by alert and state; made and queued wait', async () => {
    await made('made', 20);
    await released('queued', ['discord'], 10);
    await released('nowhere to send', []);
    expect(await messagesOf({ state: 'waiting' })).toEqual(['queued', 'made']);
    expect(await messagesOf({ state: 'not_configured' })).toEqual(['nowhere to send']);
    expect(await messagesOf({ state: 'sent' })).toEqual([]);
    expect([await messagesOf({ alertId }), await messagesOf({ alertId: alertId + 1 })]).toEqual([
      ['nowhere to send', 'queued', 'made'],
      [],
    ]);
  });

  it('goes on after any notice, also among those of the same moment', async () => {
    for (const message of ['a', 'b', 'c', 'd']) await made(message);
    await database.query('UPDATE notices SET created_at = now()');
    const all = await listNotices(database, { limit: 100 });
    const first = await listNotices(database, { limit: 2 });
    const rest = await listNotices(database, { limit: 100, after: first?.at(-1)?.id });
    expect([...(first ?? []), ...(rest ?? [])]).toEqual(all);
    expect(await listNotices(database, { limit: 2, after: 'not a notice' })).toBeUndefined();
  });
});
