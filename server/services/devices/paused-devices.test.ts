import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listOpenOutages, noteOutages, openOutages } from '../../db/repositories/alerts.ts';
import { listBrokerHashes, saveCredentials } from '../../db/repositories/devices.ts';
import { readDigest } from '../../db/repositories/digest.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotedFindings } from '../../testing/noted-findings.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Devices } from './devices.ts';
import { PausedDevices } from './paused-devices.ts';

const databases = useTestDatabases();
let database: Database;
let findings: NotedFindings;
let bus: ChangeBus;
let synced: string[];
let devices: Devices;
let paused: PausedDevices;

beforeEach(async () => {
  database = await databases.pool();
  await addDevice(database, 1);
  await addDevice(database, 2);
  findings = new NotedFindings();
  bus = new ChangeBus(silentLog);
  synced = [];
  const syncCredentials = (ids: readonly string[] = []) => Promise.resolve(void synced.push(...ids));
  devices = new Devices({ database, bus, syncCredentials });
  const clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  paused = new PausedDevices({ database, findings, syncCredentials, bus, clock, log: silentLog });
});

const letIn = async () => (await listBrokerHashes(database)).map(({ username }) => username);

describe('a device that two boards share', () => {
  it('is shut out at the broker and noted, once, and no other one is', async () => {
    await paused.pause('dev_1', 5);
    await paused.pause('dev_1', 6);
    expect(await letIn()).toEqual(['dev_2']);
    expect(synced).toEqual(['dev_1']);
    expect([...findings.open.values()]).toEqual([{ code: 'account_paused', evidence: { minutes: 5 } }]);
    expect(await devices.get('dev_1')).toMatchObject({ paused_at: '2026-03-01T12:00:00.000Z' });
  });

  it('is let in again with the same credentials when the owner says so', async () => {
    await paused.pause('dev_1', 5);
    await devices.update('dev_1', { name: 'Shelf' });
    expect([await letIn(), findings.has('dev_1', 'account_paused')]).toEqual([['dev_2'], true]);
    expect(await devices.update('dev_1', { paused: false })).toMatchObject({ paused_at: null, name: 'Shelf' });
    expect([await letIn(), findings.has('dev_1', 'account_paused')]).toEqual([['dev_1', 'dev_2'], false]);
    expect(synced).toEqual(['dev_1', 'dev_1']);
  });

  it('is let in with new credentials, which the copy does not have', async () => {
    await paused.pause('dev_1', 5);
    await saveCredentials(database, 'dev_1', { passwordHash: 'new', brokerHash: 'new' });
    await bus.publish('devices_changed', { deviceIds: ['dev_1'] });
    expect(await listBrokerHashes(database, ['dev_1'])).toEqual([{ username: 'dev_1', hash: 'new' }]);
    expect(findings.has('dev_1', 'account_paused')).toBe(false);
  });

  it('is not said to be offline any more: that it is not let in says why', async () => {
    const at = new Date('2026-03-01T11:58:00Z');
    const alertIds: number[][] = [];
    bus.on('alerts_changed', ({ alertIds: ids }) => alertIds.push([...ids]));
    const outages = await openOutages(
      database,
      ['dev_1', 'dev_2'].map((deviceId) => ({ deviceId, plantId: null, message: 'silent' })),
      at,
    );
    await paused.pause('dev_1', 5);
    expect(alertIds).toEqual([outages.filter(({ deviceId }) => deviceId === 'dev_1').map(({ alertId }) => alertId)]);
    expect((await listOpenOutages(database)).map(({ deviceId }) => deviceId)).toEqual(['dev_2']);
    expect(await noteOutages(database, [{ deviceId: 'dev_1', message: 'silent' }], at)).toEqual([]);
    expect((await readDigest(database, at)).offline).toEqual([expect.stringMatching(/:02$/)]);
  });
});
