import type { Rejection } from '@plantops/shared/messages.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { addDevice } from '../../testing/add-device.ts';
import { useTestDatabases } from '../../testing/database.ts';
import type { Database } from '../pool.ts';
import { saveRejections } from './devices.ts';
import { deleteSetAside, groupSetAside, listSetAside, moveToWaiting } from './set-aside.ts';
import { listWaiting } from './waiting-messages.ts';

const databases = useTestDatabases();
const NOON = new Date('2026-01-07T12:00:00Z');
const MINE = { id: 'mine', name: 'function "mine"' };
const OTHER = { id: 'other', name: 'filter "other"' };
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
  await addDevice(database, 1);
});

const rejection = (payload: string, more: Partial<Rejection> = {}): Rejection => ({
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload,
  reason: `${payload} failed`,
  receivedAt: NOON,
  setAside: true,
  ...more,
});
const payloads = async (choice: Parameters<typeof moveToWaiting>[1] = {}) =>
  (await listSetAside(database, { ...choice, limit: 100 })).map(({ payload }) => payload);

describe('messages that were set aside', () => {
  beforeEach(async () => {
    await saveRejections(database, [
      rejection('1', { node: MINE }),
      rejection('2', { node: MINE, receivedAt: new Date('2026-01-07T13:00:00Z') }),
      rejection('3', { node: OTHER }),
      rejection('4'),
      { ...rejection('rejected by its form'), setAside: undefined } as unknown as Rejection,
    ]);
  });

  it('are counted by the node where that happened, most first', async () => {
    expect(await groupSetAside(database)).toEqual([
      {
        node_id: 'mine',
        node: 'function "mine"',
        count: 2,
        since: '2026-01-07T12:00:00.000Z',
        last_at: '2026-01-07T13:00:00.000Z',
        reason: '2 failed',
      },
      expect.objectContaining({ node_id: 'other', count: 1 }),
      expect.objectContaining({ node_id: null, node: null, count: 1 }),
    ]);
  });

  it('are listed newest first, all or those of a node or of the database, page by page', async () => {
    expect(await payloads()).toEqual(['4', '3', '2', '1']);
    expect(await payloads({ nodeId: 'mine' })).toEqual(['2', '1']);
    expect(await payloads({ nodeId: null })).toEqual(['4']);
    const [, second] = await listSetAside(database, { limit: 2 });
    expect((await listSetAside(database, { before: second?.id, limit: 2 })).map(({ payload }) => payload)).toEqual([
      '2',
      '1',
    ]);
  });

  it('go to those that wait for the flows, oldest first, as they were received', async () => {
    expect(await moveToWaiting(database, { nodeId: 'mine' })).toBe(2);
    expect((await listWaiting(database, { after: 0, limit: 10 })).map(({ id: _, ...row }) => row)).toEqual([
      { deviceId: 'dev_1', topic: 'devices/dev_1/telemetry', payload: Buffer.from('1'), receivedAt: NOON },
      expect.objectContaining({ payload: Buffer.from('2'), receivedAt: new Date('2026-01-07T13:00:00Z') }),
    ]);
    expect(await payloads()).toEqual(['4', '3']);
    const [only] = await listSetAside(database, { nodeId: 'other', limit: 1 });
    expect(await moveToWaiting(database, { ids: [only?.id ?? 0, 999_999] })).toBe(1);
    expect([await moveToWaiting(database, {}), await moveToWaiting(database, {})]).toEqual([1, 0]);
    expect(await payloads()).toEqual([]);
  });

  it('go there a thousand at a time', async () => {
    await saveRejections(
      database,
      Array.from({ length: 2000 }, (_, number) => rejection(`x${number}`, { node: OTHER })),
    );
    expect(await moveToWaiting(database, { nodeId: 'other' })).toBe(2001);
    expect(await listWaiting(database, { after: 0, limit: 5000 })).toHaveLength(2001);
  });

  it('can be discarded; rejected messages stay', async () => {
    expect([await deleteSetAside(database, { nodeId: null }), await payloads()]).toEqual([1, ['3', '2', '1']]);
    expect([await deleteSetAside(database, {}), await payloads()]).toEqual([3, []]);
    expect((await database.query('SELECT FROM rejected_messages')).rowCount).toBe(1);
  });
});
