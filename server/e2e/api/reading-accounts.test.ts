import type { AuditEntry, NewReadingAccount } from '@plantops/shared/api/access.ts';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('accounts that only read', () => {
  const plantOps = sharedServer();
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());

  it('are made for the database and the broker, work at once, are listed without passwords, and are cut when revoked', async () => {
    const api = await JudgedApi.of(plantOps.url);
    const make = async (kind: string): Promise<NewReadingAccount> => {
      const body = { kind, name: `my ${kind} program` };
      const made = await api.call<NewReadingAccount>('POST', '/api/reading-accounts', body);
      expect(made.status).toBe(201);
      return made.body;
    };
    const [sql, mqtt] = [await make('sql'), await make('mqtt')];
    await api.call('POST', '/api/plants', { name: 'Fern' });
    const database = new pg.Client({ connectionString: sql.address }).on('error', () => undefined);
    await database.connect();
    expect((await database.query('SELECT name FROM plants')).rows).toEqual([{ name: 'Fern' }]);

    const { username, password } = mqtt;
    const login = { username, password, clientId: username, protocolVersion: 5, reconnectPeriod: 0 } as const;
    const place = new URL(mqtt.address.replace('mqtt:', 'http:')).host;
    expect(place).toBe(`127.0.0.1:${plantOps.mqttPort}`);
    const reader = await connectAsync(`mqtt://${place}`, login);
    const heard: string[] = [];
    reader.on('message', (topic) => heard.push(topic));
    await reader.subscribeAsync('devices/+/telemetry', { qos: 1 });
    const credentials = await register(plantOps.url, newMac());
    const device = await connectDevice(credentials);
    await publishReading(device, credentials, { temperature: 20 });
    await expect.poll(() => heard).toContain(credentials.topics.telemetry);
    await device.endAsync();
    await expect(reader.publishAsync('devices/a/telemetry', '{}', { qos: 1 })).rejects.toThrow(/Not authorized/i);

    const listed = JSON.stringify((await api.get('/api/reading-accounts')).body);
    expect(listed).toContain(username);
    for (const secret of [sql.password, mqtt.password]) expect(listed).not.toContain(secret);

    const cut = [
      new Promise<void>((resolve) => database.once('end', () => resolve())),
      new Promise<void>((resolve) => reader.once('close', () => resolve())),
    ];
    for (const { id } of [sql, mqtt])
      expect((await api.call('DELETE', `/api/reading-accounts/${id}`)).status).toBe(204);
    await Promise.all(cut);
    await expect(connectAsync(`mqtt://${place}`, login)).rejects.toThrow(/not authorized/i);
    expect((await api.refused('DELETE', `/api/reading-accounts/${sql.id}`)).code).toBe('reading_account_not_found');
    const { body: changes } = await api.get<AuditEntry[]>('/api/audit?limit=20');
    const ofAccounts = changes.filter(({ operation }) => operation.endsWith('ReadingAccount'));
    expect(ofAccounts.map(({ operation, fields }) => [operation, ...fields])).toEqual([
      ['revokeReadingAccount'],
      ['revokeReadingAccount'],
      ['createReadingAccount', 'kind=mqtt', 'name'],
      ['createReadingAccount', 'kind=sql', 'name'],
    ]);
  });
});
