import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '@plantops/shared/clock.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerInbox } from '../../broker/inbox.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import { migrate } from '../../db/migrate.ts';
import { openPool } from '../../db/pool.ts';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../../testing/broker.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { freePort } from '../../testing/place.ts';
import { clockFinding, diskFinding, type Finding, preflight } from './preflight.ts';

const SECRET = 'canary-secret';
const databases = useTestDatabases();
let folder: string;
let broker: TestBroker;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'preflight-'));
  broker = await startTestBroker([]);
});
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});

async function look(variables: Record<string, string>, isRunning = false): Promise<Finding[]> {
  const environment: Environment = readEnvironment({
    DATA_DIR: path.join(folder, 'data'),
    PORT: String(await freePort()),
    MQTT_PORT: String(await freePort()),
    ...variables,
  });
  const findings = await preflight(environment, { isRunning, clock: systemClock });
  expect(JSON.stringify(findings)).not.toContain(SECRET);
  return findings;
}
const wrongOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ state }) => state === 'wrong').map(({ says }) => says);
const inside = (name: string) => ({ MQTT_URL: broker.url, MQTT_PASSWORD: name });

describe('preflight', () => {
  it('finds everything well where a start would succeed, with or without parts of the owner', async () => {
    expect(wrongOf(await look({}))).toEqual([]);
    const connection = await databases.migrated();
    const url = `postgres://plantops@localhost:${connection.port}/${connection.database}?host=${connection.host}`;
    const findings = await look({ DATABASE_URL: url, ...inside(PASSWORD) });
    expect(findings.map(({ what, state }) => `${what} ${state}`)).toEqual(
      ['clock', 'DATA_DIR', 'disk', 'PORT', 'DATABASE_URL', 'TimescaleDB', 'MQTT_URL'].map((what) => `${what} ok`),
    );
  });

  it('names a folder, a port, a database and a broker that cannot be used, each in its own sentence', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const [port, nowhere] = [(taken.address() as net.AddressInfo).port, await freePort()];
    const wrong = wrongOf(
      await look({
        DATA_DIR: file,
        PORT: String(port),
        DATABASE_URL: `postgres://u:${SECRET}@127.0.0.1:${nowhere}/x`,
        MQTT_URL: `mqtt://127.0.0.1:${nowhere}`,
        MQTT_PASSWORD: SECRET,
        MOSQUITTO_PASSWORD_FILE: path.join(folder, 'gone', 'passwords'),
      }),
    );
    expect(wrong).toEqual([
      expect.stringMatching(/^DATA_DIR cannot be .*a file is in its place.*Set it to/),
      expect.stringMatching(/^PORT cannot be \d+, which another program uses.*set PORT to another one/),
      expect.stringMatching(/^DATABASE_URL cannot be used: .* is not there.*correct the address\.$/),
      expect.stringMatching(/^MOSQUITTO_PASSWORD_FILE cannot be .*there is no such folder/),
      expect.stringMatching(/^MQTT_URL cannot be used: .*ECONNREFUSED.*Start it, or correct the address\.$/),
    ]);
    taken.close();
  });

  it('names a database that a newer version has changed', async () => {
    const connection = await databases.empty();
    await migrate(connection, silentLog);
    const pool = openPool(connection, silentLog);
    await pool.query(`INSERT INTO schema_migrations (name, run_on) VALUES ('9001_newer', now())`);
    await pool.end();
    const url = `postgres://plantops@localhost:${connection.port}/${connection.database}?host=${connection.host}`;
    expect(wrongOf(await look({ DATABASE_URL: url }))).toEqual([
      expect.stringMatching(/older than the database.*9001_newer/),
    ]);
  });

  it('names a broker that does not know the server, and one that another server uses, which goes on', async () => {
    expect(wrongOf(await look(inside(SECRET)))).toEqual([
      expect.stringMatching(/^MQTT_URL cannot be used: .*does not let the server in.*MQTT_PASSWORD/),
    ]);
    const other = new BrokerInbox({
      url: broker.url,
      username: SERVER_NAME,
      password: PASSWORD,
      clock: systemClock,
      log: pino({ level: 'silent' }),
    });
    other.start();
    await expect.poll(() => other.hearingSince()).toBeInstanceOf(Date);
    expect(wrongOf(await look(inside(PASSWORD)))).toEqual([
      expect.stringMatching(/is used by another server as plantops-server: stop that one.*MQTT_USERNAME/),
    ]);
    await expect.poll(() => other.hearingSince(), { timeout: 5000 }).toBeInstanceOf(Date);
    await other.stop();
  });

  it('leaves ports and broker to a server of the same folder that runs', async () => {
    const findings = await look(inside(SECRET), true);
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.find(({ what }) => what === 'ports')?.says).toContain('is running');
  });
});

describe('the machine', () => {
  it.each([
    ['1970-01-01T00:00:10Z', 'warning'],
    ['2025-12-31T00:00:00Z', 'warning'],
    ['2026-11-27T00:00:00Z', 'ok'],
    ['2311-01-01T00:00:00Z', 'warning'],
  ])('whose clock says %s is %s', (time, state) => {
    const { says, ...finding } = clockFinding(new FakeClock(new Date(time)));
    expect([finding.state, says]).toEqual([state, expect.stringContaining(time.slice(0, 10))]);
  });

  it.each([
    [10 * 2 ** 20, 'wrong'],
    [100 * 2 ** 20, 'warning'],
    [10 * 2 ** 30, 'ok'],
  ])('with %s bytes of free disk is %s', (bytes, state) => {
    expect(diskFinding(bytes, '/data')).toMatchObject({ state, says: expect.stringContaining('DATA_DIR') });
  });
});
