import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { OwnAddress } from './own-address.ts';
import { SERVER_VERSION, SystemInfo, type SystemInfoOptions } from './system-info.ts';

const STARTED = new Date('2026-03-01T12:00:00Z');
const databases = useTestDatabases();
let database: Database;

const infoOf = (options: Partial<SystemInfoOptions> = {}): SystemInfo =>
  new SystemInfo({
    database,
    startedAt: STARTED,
    registrationKeyRequired: true,
    databaseKind: 'embedded',
    heartbeatIntervalS: 60,
    brokerFor: (host) => ({ host, port: 1883 }),
    simulator: () => Promise.resolve({ allowed: true, running: false, devices: 3 }),
    ...options,
  });

beforeEach(async () => {
  database = await databases.pool();
});

describe('what the server says of itself', () => {
  it('is its version and start, its broker as the caller reaches it, its database and its simulator', async () => {
    expect(await infoOf().read('plants.local')).toEqual({
      version: SERVER_VERSION,
      started_at: STARTED.toISOString(),
      registration_key_required: true,
      mqtt: { host: 'plants.local', port: 1883 },
      heartbeat_interval_s: 60,
      database: {
        kind: 'embedded',
        version: expect.stringMatching(/^\d+/),
        timescale: expect.toBeOneOf([null, expect.any(String), expect.any(Boolean)]),
        size_bytes: expect.any(Number),
      },
      simulator: { allowed: true, running: false, devices: 3 },
    });
  });

  it('differs for a caller by another name, and on another server', async () => {
    const other = infoOf({ registrationKeyRequired: false, databaseKind: 'external' });
    expect(await other.read('10.0.0.1')).toMatchObject({
      mqtt: { host: '10.0.0.1' },
      registration_key_required: false,
      database: { kind: 'external' },
    });
    expect([infoOf().registrationKeyRequired, other.registrationKeyRequired]).toEqual([true, false]);
  });
});

it('the own address is known once the server listens', () => {
  const address = new OwnAddress();
  expect(() => address.get()).toThrow('the server does not listen yet');
  address.set('http://127.0.0.1:8080');
  expect(address.get()).toBe('http://127.0.0.1:8080');
});
