import { call } from '../../e2e/harness/api.ts';
import { sleep } from '../../e2e/harness/eventually.ts';
import type { Case } from '../case.ts';
import { INSPECTED, livingMb, openInspector } from '../living.ts';
import { memoryMb } from '../processes.ts';
import { untilStored } from '../site.ts';

/** Readings a second: a house, and an hour of them is within what the devices can tell apart. */
const RATE_PER_S = 50;
const ASKED_MS = 1000;
/** Between two looks at what lives in the host (ms): each stops it for some tenths of a second. */
const POINT_MS = 60_000;
/** Caches fill in the first part of it. */
const WARM_SHARE = 0.25;
/** With fewer points a slope says nothing. */
const LEAST_POINTS = 10;
const HOUR_MS = 3_600_000;

/** The slope of a line through the points, by least squares (per ms). */
export function slope(points: readonly { x: number; y: number }[]): number {
  const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const above = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return above / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

const soak: Case = {
  what: 'readings, dashboards and a device that comes and goes, for a long time',
  required: 'what lives in the host after garbage is collected grows by at most 1 MB/h, missing 0',
  test: 'ingest/telemetry',
  async run({ site, judge, form }) {
    const server = await site.server(INSPECTED);
    const inspector = await openInspector(server);
    const load = await site.load(server, { ratePerS: RATE_PER_S });
    await load.call('run', {});
    await untilStored(server, 1);
    const begunMs = performance.now();
    const points: { x: number; y: number }[] = [];
    const memoryBefore = memoryMb(server);
    let lookAtMs = 0;
    for (let nowMs = 0; nowMs < form.soakS * 1000; nowMs = performance.now() - begunMs) {
      await Promise.all(
        ['/api/plants', '/api/devices', '/api/alerts'].map((address) => call(server.url, 'GET', address)),
      );
      if (nowMs >= lookAtMs) {
        lookAtMs = nowMs + POINT_MS;
        const y = await livingMb(inspector);
        if (nowMs > form.soakS * 1000 * WARM_SHARE) points.push({ x: nowMs, y });
      }
      await sleep(ASKED_MS);
    }
    judge.noteFigure('lasted', form.soakS, 's');
    judge.noteFigure('living in the host', await livingMb(inspector), 'MB');
    if (points.length < LEAST_POINTS) judge.note('too short for a slope of that');
    else judge.atMost('that +', slope(points) * HOUR_MS, 1, 'MB/h');
    judge.noteFigure('resident memory of host and flow engine +', memoryMb(server) - memoryBefore, 'MB');
    await load.call('disconnect', {});
    judge.kept(await site.reckon(server, load));
  },
};

export const SOAK = { soak };
