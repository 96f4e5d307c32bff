import { noticeSchema } from '@plantops/shared/api/alerts.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { closeAlert, openAlert } from './alerts.ts';
import {
  claimDueNotices,
  insertNotice,
  listNotices,
  listUnreleased,
  markFailed,
  markSent,
  outboxState,
  postpone,
  releaseNotice,
  requeueUndelivered,
} from './notices.ts';
import { insertPlant } from './plants.ts';

const databases = useTestDatabases();
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

async function made(message: string, ageS = 0): Promise<string> {
  const { id } = await insertNotice(database, {
    alertId,
    kind: 'breach',
    message,
    plantId: 'plant_1',
    deviceId: 'dev_1',
  });
  if (ageS > 0)
    await database.query(`UPDATE notices SET created_at = now() - make_interval(secs => $2) WHERE id = $1`, [id, ageS]);
  return id;
}
async function queued(message: string, ageS = 0): Promise<string> {
  const id = await made(message, ageS);
  await releaseNotice(database, id, 'queued');
  return id;
}
const stateOf = async (id: string) =>
  (await database.query<{ state: string }>('SELECT state FROM notices WHERE id = $1', [id])).rows[0]?.state;

describe('releaseNotice', () => {
  it('lets a notice go once, however often it is asked', async () => {
    const id = await made('m');
    const results = await Promise.all(Array.from({ length: 5 }, () => releaseNotice(database, id, 'queued')));
    expect(results.filter((result) => result !== undefined)).toEqual([alertId]);
    expect(await releaseNotice(database, 'unknown', 'queued')).toBeUndefined();
  });

  it('does not send what was sent already', async () => {
    const id = await queued('m');
    const [due] = await claimDueNotices(database, 1);
    if (!due) throw new Error('none was due');
    await markSent(database, due);
    expect(await releaseNotice(database, id, 'queued')).toBeUndefined();
    expect(await stateOf(id)).toBe('sent');
  });
});

describe('claimDueNotices', () => {
  it('takes the oldest first, with the names of plant and device', async () => {
    await queued('new', 10);
    await queued('old', 20);
    expect(await claimDueNotices(database, 1)).toEqual([
      expect.objectContaining({ message: 'old', alertId, attempts: 1, plantName: 'Fern', deviceName: 'mac 1' }),
    ]);
    expect(await claimDueNotices(database, 5)).toEqual([expect.objectContaining({ message: 'new' })]);
  });

  it('leaves a notice to whoever claimed it until the lease is over', async () => {
    const id = await queued('m');
    expect(await claimDueNotices(database, 5)).toHaveLength(1);
    expect(await claimDueNotices(database, 5)).toEqual([]);
    await database.query(`UPDATE notices SET next_attempt_at = next_attempt_at - interval '61 seconds'`);
    expect(await claimDueNotices(database, 5)).toEqual([expect.objectContaining({ id, attempts: 2 })]);
  });

  it('never gives two the same', async () => {
    for (let number = 0; number < 20; number += 1) await queued(`m${number}`);
    const claims = (await Promise.all(Array.from({ length: 8 }, () => claimDueNotices(database, 5)))).flat();
    expect(claims).toHaveLength(new Set(claims.map(({ id }) => id)).size);
  });

  it('takes nothing that was not released, is postponed or failed', async () => {
    await made('not released');
    const later = await queued('later');
    await postpone(database, later, 60, 'Discord asks to wait');
    await markFailed(database, await queued('failed'), 'refused');
    expect(await claimDueNotices(database, 10)).toEqual([]);
  });

  it('also takes one whose plant and device are gone', async () => {
    await queued('m');
    await database.query('DELETE FROM devices');
    await database.query('DELETE FROM plants');
    expect(await claimDueNotices(database, 10)).toEqual([
      expect.objectContaining({ message: 'm', plantName: null, deviceName: null }),
    ]);
  });
});

describe('outboxState', () => {
  it('counts what waits, and tells when the next is due', async () => {
    expect(await outboxState(database)).toEqual({ waiting: 0, nextInS: null });
    await postpone(database, await queued('later'), 30, 'wait');
    const { waiting, nextInS } = await outboxState(database);
    expect(waiting).toBe(1);
    expect(nextInS).toBeGreaterThan(25);
    await queued('now');
    expect(await outboxState(database)).toEqual({ waiting: 2, nextInS: 0 });
  });
});

describe('listUnreleased', () => {
  it('gives what never left the flow, oldest first, but not what may be on its way', async () => {
    const old = await made('old', 100);
    const older = await made('older', 200);
    await made('just now');
    await queued('released', 100);
    expect((await listUnreleased(database)).map(({ id }) => id)).toEqual([older, old]);
  });

  it('gives nothing that lost its point: of an alert long over', async () => {
    await made('over', 7200);
    await closeAlert(database, alertId, new Date());
    const recent = await made('recent', 60);
    expect((await listUnreleased(database)).map(({ id }) => id)).toEqual([recent]);
  });
});

describe('requeueUndelivered', () => {
  it('queues the last message of each open alert that could not be sent', async () => {
    const first = await made('first', 20);
    const last = await made('last', 10);
    for (const id of [first, last]) await releaseNotice(database, id, 'not_configured');
    await requeueUndelivered(database);
    expect([await stateOf(first), await stateOf(last)]).toEqual(['not_configured', 'queued']);
  });

  it('leaves alerts that are over', async () => {
    const id = await made('m');
    await releaseNotice(database, id, 'not_configured');
    await closeAlert(database, alertId, new Date());
    await requeueUndelivered(database);
    expect(await stateOf(id)).toBe('not_configured');
  });
});

describe('listNotices', () => {
  const messagesOf = async (filter: object) =>
    (await listNotices(database, { limit: 100, ...filter }))?.map(({ message }) => message);

  it('gives what became of each, newest first, and the next attempt only of what waits', async () => {
    const refused = await queued('refused', 30);
    await markFailed(database, refused, 'Discord answered 404');
    const sent = await queued('sent', 20);
    const [due] = await claimDueNotices(database, 1);
    if (due) await markSent(database, due);
    const waiting = await made('made', 10);
    const records = await listNotices(database, { limit: 100 });
    expect(records).toEqual([
      expect.objectContaining({
        id: waiting,
        alert_id: alertId,
        kind: 'breach',
        message: 'made',
        plant_id: 'plant_1',
        device_id: 'dev_1',
        state: 'waiting',
        attempts: 0,
        next_attempt_at: expect.any(String),
        sent_at: null,
      }),
      expect.objectContaining({
        id: sent,
        state: 'sent',
        attempts: 1,
        last_error: null,
        next_attempt_at: null,
        sent_at: expect.any(String),
      }),
      expect.objectContaining({
        id: refused,
        state: 'failed',
        last_error: 'Discord answered 404',
        next_attempt_at: null,
        sent_at: null,
      }),
    ]);
    for (const record of records ?? []) expect(noticeSchema.safeParse(record).error).toBeUndefined();
  });

  it('filters by alert and state; made and queued wait', async () => {
    await made('made', 20);
    await queued('queued', 10);
    await releaseNotice(database, await made('nowhere to send'), 'not_configured');
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
