import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotedFindings } from '../../testing/noted-findings.ts';
import { type SeenAccount, UnheardDevices } from './unheard-devices.ts';

const MINUTE = 60_000;
const databases = useTestDatabases();
let database: Database;
let findings: NotedFindings;
let clock: FakeClock;
let seen: SeenAccount[];
let unheard: UnheardDevices;

beforeEach(async () => {
  database = await databases.pool();
  await addDevice(database, 1);
  await addDevice(database, 2);
  findings = new NotedFindings();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  seen = [];
  unheard = new UnheardDevices({ database, findings, seen: () => seen, patienceMs: 3 * MINUTE, clock, log: silentLog });
});

const account = (username: string, more: Partial<SeenAccount> = {}): SeenAccount => ({
  username,
  firstMs: clock.elapsedMs(),
  times: 1,
  isConnected: true,
  ...more,
});
const heard = (deviceId: string) => database.query('UPDATE devices SET last_seen_at = now() WHERE id = $1', [deviceId]);

describe('a device that is connected and never heard', () => {
  it('is noted after its time, with the topic that it should publish on, until it is heard', async () => {
    seen = [account('dev_1'), account('dev_2')];
    await heard('dev_2');
    await clock.advance(3 * MINUTE);
    await unheard.look();
    expect(findings.noted).toBe(0);
    await clock.advance(1);
    await unheard.look();
    expect([...findings.open]).toEqual([
      [
        'dev_1 not_on_its_topics null',
        { code: 'not_on_its_topics', evidence: { topic: 'devices/dev_1/telemetry', minutes: 3 } },
      ],
    ]);
    await heard('dev_1');
    await unheard.look();
    expect(findings.open.size).toBe(0);
  });

  it('is noted where it leaves after each message, once it has come a few times', async () => {
    seen = [account('dev_1', { isConnected: false, times: 2 })];
    await clock.advance(10 * MINUTE);
    await unheard.look();
    expect(findings.noted).toBe(0);
    seen = [account('dev_1', { firstMs: 0, isConnected: false, times: 3 })];
    await unheard.look();
    expect(findings.has('dev_1', 'not_on_its_topics')).toBe(true);
  });

  it('is looked for from time to time, until the server stops', async () => {
    seen = [account('dev_1')];
    unheard.start();
    await clock.advance(4 * MINUTE);
    await unheard.stop();
    expect(findings.has('dev_1', 'not_on_its_topics')).toBe(true);
    const { noted } = findings;
    await clock.advance(4 * MINUTE);
    expect(findings.noted).toBe(noted);
  });
});
