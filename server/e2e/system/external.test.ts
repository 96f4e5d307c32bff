import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveBrokerConfig } from '../../broker/mosquitto-config.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded-postgres.ts';
import { startPgBouncer } from '../../testing/pgbouncer.ts';
import { freePort, temporaryDataDir } from '../../testing/place.ts';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const MOSQUITTO = path.join(import.meta.dirname, '..', '..', '..', 'mosquitto');

/** As with compose: database and broker are external, and the broker's own entrypoint reloads the credentials. */
describe('with an external database and broker', () => {
  const place = temporaryDataDir();
  const log: Logger = pino({ level: 'silent' });
  let postgres: EmbeddedPostgres;
  let broker: ChildProcess;
  let plantOps: PlantOpsProcess;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir: path.join(place.dataDir, 'elsewhere'), log });
    const { host, port, user, database } = postgres.connection;
    const [brokerPort, flowsPort] = [await freePort(), await freePort()];
    const passwordFile = path.join(place.dataDir, 'auth', 'passwords');
    const source = path.join(place.dataDir, 'source');
    mkdirSync(source);
    for (const name of ['entrypoint.sh', 'acl']) copyFileSync(path.join(MOSQUITTO, name), path.join(source, name));
    const config = deriveBrokerConfig(readFileSync(path.join(MOSQUITTO, 'mosquitto.conf'), 'utf8'), {
      host: '127.0.0.1',
      port: brokerPort,
      flowsPort,
      passwordFile,
      aclFile: path.join(place.dataDir, 'config', 'acl'),
      persistenceLocation: path.join(place.dataDir, 'data'),
    });
    writeFileSync(path.join(source, 'mosquitto.conf'), config);
    broker = spawn('sh', [path.join(source, 'entrypoint.sh')], {
      stdio: 'ignore',
      env: { PATH: `${process.env.PATH}:/usr/sbin`, MOSQUITTO_HOME: place.dataDir },
    });
    plantOps = new PlantOpsProcess({
      DATABASE_URL: `postgres://localhost/${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
      MQTT_URL: `mqtt://127.0.0.1:${brokerPort}`,
      MQTT_FLOWS_URL: `mqtt://127.0.0.1:${flowsPort}`,
      MQTT_PASSWORD: 'the-servers-own',
      MOSQUITTO_PASSWORD_FILE: passwordFile,
      NODE_ENV: 'production',
      ENCRYPTION_KEY: 'ab'.repeat(32),
    });
    await plantOps.start();
  });
  afterAll(async () => {
    await plantOps.remove();
    const ended = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill('SIGTERM');
    await ended;
    await postgres.stop();
    place.remove();
  });

  it('registers devices, stores their readings and disconnects those that are decommissioned', async () => {
    await eventually(async () => (await call(plantOps.url, 'GET', '/readyz')).status === 200);
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { temperature: 20.5 });
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).latest?.temperature === 20.5);
    const cut = new Promise<void>((resolve) =>
      client.once('close', () => {
        resolve();
      }),
    );
    expect((await call(plantOps.url, 'DELETE', `/api/devices/${credentials.device_id}`)).status).toBe(204);
    await cut;
    await expect(connectDevice(credentials)).rejects.toThrow(/not authori[sz]ed/i);
  });

  it('does all of it through PgBouncer in transaction mode, and is told of what others change past it', async () => {
    await plantOps.stop();
    const bouncer = await startPgBouncer(postgres.connection, 3);
    try {
      const without = await plantOps.startInVain({ DATABASE_URL: bouncer.url.href });
      expect(without.output).toMatch(/DATABASE_DIRECT_URL must be set: DATABASE_URL leads through a pooler/);
      Object.assign(plantOps.environment, {
        DATABASE_URL: bouncer.url.href,
        DATABASE_DIRECT_URL: bouncer.directUrl.href,
      });
      const earlier = plantOps.output.length;
      await plantOps.start();
      await eventually(async () => (await call(plantOps.url, 'GET', '/readyz')).status === 200);
      const credentials = await register(plantOps.url);
      const id = await assignNewPlant(plantOps.url, credentials.device_id, {
        name: 'Fern',
        thresholds: { soil_moisture: { min: 20, max: null } },
      });
      const client = await connectDevice(credentials);
      await publishReading(client, credentials, { soil_moisture: 15.2 });
      await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${id}`)).length === 1);
      const chart = await call<{ points: unknown[] }>(plantOps.url, 'GET', `/api/plants/${id}/history?range=24h`);
      expect(chart.body.points).toHaveLength(1);

      // By somebody else, who leaves the limit out: the engine hears of it, and closes the alert.
      const psql = new pg.Client({ ...postgres.connection });
      await psql.connect();
      await psql.query('UPDATE plants SET thresholds = $1 WHERE id = $2', [{}, id]);
      await psql.end();
      await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${id}&open=true`)).length === 0);

      const backup = await (await fetch(new URL('/api/backup', plantOps.url))).arrayBuffer();
      expect((await call(plantOps.url, 'DELETE', `/api/plants/${id}`)).status).toBe(204);
      const restored = await fetch(new URL('/api/restore', plantOps.url), {
        method: 'POST',
        headers: { 'content-type': 'application/gzip' },
        body: backup,
      });
      expect([restored.status, (await getPlant(plantOps.url, id)).name]).toEqual([200, 'Fern']);
      await publishReading(client, credentials, { soil_moisture: 40 });
      await eventually(async () => (await getPlant(plantOps.url, id)).latest?.soil_moisture === 40);
      await client.endAsync();
      expect(plantOps.output.slice(earlier)).not.toMatch(/prepared statement|no database account of its own/);
    } finally {
      await plantOps.stop();
      await bouncer.stop();
    }
  });
});
