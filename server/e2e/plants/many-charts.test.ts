import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** One more than may run at once, four times over. */
const CHARTS = 12;
const AT_ONCE = 3;
/** Half of what a chart may take (server/db/pool.ts): whoever is refused has not waited for one. */
const SOON_MS = 5000;

describe('more charts than can be drawn at once', () => {
  const plantOps = sharedServer();
  let plantId = '';
  let device: DeviceCredentials;
  /** Holds what charts read, so that each takes as long as the test wants. */
  let holder: pg.Client;
  const chartsInDatabase = async (): Promise<number> =>
    (
      await plantOps.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'plantops-charts' AND state = 'active'`,
      )
    ).length;

  beforeAll(async () => {
    await plantOps.start();
    device = await register(plantOps.url);
    plantId = await assignNewPlant(plantOps.url, device.device_id, { name: 'Drawn' });
    // As if the past were in figures already.
    await plantOps.query(
      `INSERT INTO figures_mark (mark) SELECT date_trunc('hour', now()) WHERE NOT EXISTS (SELECT FROM figures_mark)`,
    );
    holder = await plantOps.database();
  });
  afterAll(async () => {
    await holder.end();
    await plantOps.remove();
  });

  it('some are drawn, the others are told soon to come back, pages and readings do not wait, and leaving ends them', async () => {
    await holder.query('BEGIN; LOCK TABLE readings_hourly IN ACCESS EXCLUSIVE MODE');
    const leaving = new AbortController();
    const begunAt = performance.now();
    const refused: { status: number; after: string | null; code: string; ms: number }[] = [];
    // Each another chart: those who ask the same share one.
    const charts = Array.from({ length: CHARTS }, async (_, index) => {
      const address = `${plantOps.url}/api/plants/${plantId}/history?range=1y&points=${366 + index}`;
      const response = await fetch(address, { signal: leaving.signal });
      refused.push({
        status: response.status,
        after: response.headers.get('retry-after'),
        code: ((await response.json()) as { code: string }).code,
        ms: performance.now() - begunAt,
      });
    });
    const settled = Promise.allSettled(charts);
    await expect.poll(chartsInDatabase).toBe(AT_ONCE);
    for (const path of ['/api/plants', '/api/start', '/readyz'])
      expect((await call(plantOps.url, 'GET', path)).status).toBe(200);
    const client = await connectDevice(device);
    await publishReading(client, device, { humidity: 50 });
    await client.endAsync();
    await expect
      .poll(async () => (await plantOps.query('SELECT FROM telemetry WHERE device_id = $1', [device.device_id])).length)
      .toBe(1);
    await expect.poll(() => refused.length).toBe(CHARTS - AT_ONCE);
    for (const { ms, ...answer } of refused) {
      expect(answer).toEqual({ status: 503, after: '2', code: 'too_busy' });
      expect(ms).toBeLessThan(SOON_MS);
    }

    leaving.abort();
    const outcomes = await settled;
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(AT_ONCE);
    await expect.poll(chartsInDatabase).toBe(0);
    await holder.query('ROLLBACK');
    expect((await call(plantOps.url, 'GET', `/api/plants/${plantId}/history?range=1y`)).status).toBe(200);
    expect(plantOps.output).not.toContain('"level":50');
  });
});
