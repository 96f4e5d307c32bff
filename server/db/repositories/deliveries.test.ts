import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { madeNotice } from '../../testing/notices.ts';
import { closeAlert, openAlert } from './alerts.ts';
import {
  claimDueDeliveries,
  hasten,
  letOutHeldBack,
  markFailed,
  markSent,
  postpone,
  queueState,
  requeueUndelivered,
  shelveQueued,
} from './deliveries.ts';
import { releaseNotice } from './notices.ts';
import { insertPlant } from './plants.ts';

const databases = useTestDatabases();
const CHANNEL = 'pigeon';
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
  const breach = {
    plantId: 'plant_1',
    deviceId: 'dev_1',
    metric: 'humidity',
    value: 1,
    threshold: 2,
    direction: 'min',
    message: 'm',
    at: new Date(),
  } as const;
  alertId = (await openAlert(database, breach, true)) ?? -1;
});

const made = (message: string, ageS = 0): Promise<string> => madeNotice(database, alertId, message, ageS);
async function queued(message: string, { ageS = 0, channels = [CHANNEL] } = {}): Promise<string> {
  const id = await made(message, ageS);
  await releaseNotice(database, id, channels, NOW);
  return id;
}
const on = (noticeId: string, channel = CHANNEL) => ({ noticeId, channel, alertId });
const statesOf = async (id: string) =>
  Object.fromEntries(
    (
      await database.query<{ channel: string; state: string }>(
        'SELECT channel, state FROM deliveries WHERE notice_id = $1',
        [id],
      )
    ).rows.map(({ channel, state }) => [channel, state]),
  );
const claimed = async (limit = 10, channel = CHANNEL, now = NOW) =>
  (await claimDueDeliveries(database, channel, limit, now)).map(({ message }) => message.text);

describe('claimDueDeliveries', () => {
  it('takes the oldest first, with all that is known of it', async () => {
    await queued('new', { ageS: 10 });
    const old = await queued('old', { ageS: 20 });
    expect(await claimDueDeliveries(database, CHANNEL, 1, NOW)).toEqual([
      {
        noticeId: old,
        channel: CHANNEL,
        alertId,
        attempts: 1,
        message: {
          id: old,
          kind: 'breach',
          text: 'old',
          plant: { id: 'plant_1', name: 'Fern' },
          device: { id: 'dev_1', name: 'mac 1' },
          alert: { id: alertId, metric: 'humidity', value: 1, threshold: 2, direction: 'min' },
          createdAt: expect.any(Date),
        },
      },
    ]);
    expect(await claimed()).toEqual(['new']);
  });

  it('takes those of its channel only, each once on each', async () => {
    const id = await queued('m', { channels: [CHANNEL, 'owl'] });
    await markSent(database, on(id, 'owl'), NOW);
    expect([await claimed(10, 'owl'), await claimed(), await claimed()]).toEqual([[], ['m'], []]);
  });

  it('leaves a delivery to whoever claimed it until the lease is over', async () => {
    await queued('m');
    expect([await claimed(), await claimed()]).toEqual([['m'], []]);
    expect(await claimed(5, CHANNEL, inS(59))).toEqual([]);
    expect(await claimDueDeliveries(database, CHANNEL, 5, inS(60))).toMatchObject([{ attempts: 2 }]);
    expect(await claimed(5, CHANNEL, inS(61)), 'claimed again').toEqual([]);
  });

  it('never gives two the same', async () => {
    for (let number = 0; number < 20; number += 1) await queued(`m${number}`);
    const claims = (await Promise.all(Array.from({ length: 8 }, () => claimed(5)))).flat();
    expect(claims).toHaveLength(new Set(claims).size);
  });

  it('takes nothing that was not released, is postponed or failed', async () => {
    await made('not released');
    await postpone(database, on(await queued('later')), inS(60), 'the pigeon asks to wait');
    await markFailed(database, on(await queued('failed')), 'refused');
    expect(await claimed()).toEqual([]);
  });

  it('also takes one whose plant and device are gone', async () => {
    await queued('m');
    await database.query('DELETE FROM devices');
    await database.query('DELETE FROM plants');
    expect(await claimDueDeliveries(database, CHANNEL, 10, NOW)).toMatchObject([
      { message: { plant: null, device: null } },
    ]);
  });
});

describe('queueState', () => {
  it('counts what waits on the channel, and tells when the next is due', async () => {
    expect(await queueState(database, CHANNEL)).toEqual({ waiting: 0, nextAt: null });
    await postpone(database, on(await queued('later', { channels: [CHANNEL, 'owl'] })), inS(30), 'wait');
    expect(await queueState(database, CHANNEL)).toEqual({ waiting: 1, nextAt: inS(30) });
    await queued('now');
    expect(await queueState(database, CHANNEL)).toEqual({ waiting: 2, nextAt: NOW });
    expect(await queueState(database, 'owl')).toEqual({ waiting: 1, nextAt: NOW });
  });
});

describe('hasten', () => {
  it('makes due what was put off for long, and leaves what somebody may have in hand or quiet hours hold', async () => {
    await postpone(database, on(await queued('put off')), inS(300), 'down');
    await postpone(database, on(await queued('soon')), inS(50), 'down');
    await postpone(database, on(await queued('held back')), inS(300), 'down');
    await database.query(
      `UPDATE deliveries d SET held_back = TRUE FROM notices n WHERE n.id = d.notice_id AND n.message = 'held back'`,
    );
    await hasten(database, 'owl', NOW);
    expect(await claimed()).toEqual([]);
    await hasten(database, CHANNEL, NOW);
    expect(await claimed()).toEqual(['put off']);
  });
});

describe('requeueUndelivered', () => {
  it('queues the last notice of each open alert that had no channel, on every channel that there is now', async () => {
    const first = await queued('first', { ageS: 20, channels: [] });
    const last = await queued('last', { ageS: 10, channels: [] });
    await requeueUndelivered(database, [CHANNEL, 'owl'], NOW);
    expect([await statesOf(first), await statesOf(last)]).toEqual([{}, { pigeon: 'queued', owl: 'queued' }]);
  });

  it('leaves alerts that are over', async () => {
    const id = await queued('m', { channels: [] });
    await closeAlert(database, alertId, new Date());
    await requeueUndelivered(database, [CHANNEL], NOW);
    expect(await statesOf(id)).toEqual({});
  });

  it('leaves what is still on its way through the flow', async () => {
    const id = await made('m');
    await requeueUndelivered(database, [CHANNEL], NOW);
    expect(await statesOf(id)).toEqual({});
  });

  it.each(['failed', 'not_configured'] as const)(
    'queues again what is %s on that channel, whatever became of it on others',
    async (state) => {
      const id = await queued('m', { channels: [CHANNEL, 'owl'] });
      await markSent(database, on(id, 'owl'), NOW);
      await database.query('UPDATE deliveries SET state = $1 WHERE channel = $2', [state, CHANNEL]);
      await requeueUndelivered(database, [CHANNEL, 'owl'], NOW);
      expect(await statesOf(id)).toEqual({ pigeon: 'queued', owl: 'sent' });
    },
  );

  it.each([
    ['sent', false],
    ['queued', false],
    ['skipped', false],
    ['failed', true],
    ['not_configured', true],
  ] as const)('where it is %s on another channel, queues it on a new one: %s', async (state, isQueued) => {
    const id = await queued('m', { channels: ['owl'] });
    await database.query('UPDATE deliveries SET state = $1', [state]);
    await requeueUndelivered(database, [CHANNEL], NOW);
    expect((await statesOf(id))[CHANNEL]).toBe(isQueued ? 'queued' : undefined);
  });
});

describe('shelveQueued', () => {
  it('takes what waits from the channels that are removed, and from no other', async () => {
    const id = await queued('m', { channels: [CHANNEL, 'owl'] });
    expect(await shelveQueued(database, [CHANNEL])).toEqual([alertId]);
    expect(await statesOf(id)).toEqual({ pigeon: 'not_configured', owl: 'queued' });
    expect(await shelveQueued(database, [CHANNEL])).toEqual([]);
  });
});

describe('letOutHeldBack', () => {
  it('tells of an alert that is over only where it was told that it began', async () => {
    await markSent(database, on(await queued('breach', { ageS: 20 })), NOW);
    const recovery = await queued('recovery', { channels: [CHANNEL, 'owl'] });
    await closeAlert(database, alertId, new Date());
    await database.query(`UPDATE deliveries SET held_back = TRUE WHERE state = 'queued'`);
    expect([await letOutHeldBack(database, CHANNEL, NOW), await letOutHeldBack(database, 'owl', NOW)]).toEqual([
      [],
      [alertId],
    ]);
    expect(await statesOf(recovery)).toEqual({ pigeon: 'queued', owl: 'skipped' });
  });
});
