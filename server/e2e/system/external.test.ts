import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPgBouncer } from '../../testing/pgbouncer.ts';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { ExternalParts } from '../harness/external-parts.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

describe('with an external database and broker', () => {
  const parts = new ExternalParts();
  let plantOps: PlantOpsProcess;

  beforeAll(async () => {
    await parts.start();
    plantOps = new PlantOpsProcess(parts.environment);
    await plantOps.start();
  });
  afterAll(async () => {
    await plantOps.remove();
    await parts.remove();
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
    const bouncer = await startPgBouncer(parts.connection, 3);
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
      const psql = new pg.Client({ ...parts.connection });
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
