import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** One more than may run at once, four times over. */
const CHARTS = 12;
const AT_ONCE = 3;

describe('more charts than can be drawn at once', () => {
  const plantOps = sharedServer();
  let plantId = '';
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
    const { device_id: deviceId } = await register(plantOps.url);
    plantId = await assignNewPlant(plantOps.url, deviceId, { name: 'Drawn' });
    holder = await plantOps.database();
  });
  afterAll(async () => {
    await holder.end();
    await plantOps.remove();
  });

  it('some are drawn, the others are told soon to come back, everything else is answered, and leaving ends them', async () => {
    await holder.query('BEGIN; LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE');
    const leaving = new AbortController();
    const begunAt = performance.now();
    const refused: { status: number; after: string | null; code: string; ms: number }[] = [];
    const charts = Array.from({ length: CHARTS }, async () => {
      const response = await fetch(`${plantOps.url}/api/plants/${plantId}/history?range=1y`, {
        signal: leaving.signal,
      });
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
    await expect.poll(() => refused.length).toBe(CHARTS - AT_ONCE);
    for (const { ms, ...answer } of refused) {
      expect(answer).toEqual({ status: 503, after: '2', code: 'too_busy' });
      expect(ms).toBeLessThan(2000);
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
