import { expect, it } from 'vitest';
import { Latency, LATENCY_BUCKETS_S, noLatency } from './latency.ts';

it('counts each span of time in all buckets that it fits into, and what fits into none in the count alone', () => {
  const latency = new Latency();
  for (const ms of [0, 5, 5.1, 900, 600_000, 600_001]) latency.lasted(ms);
  const { count, sumS, buckets } = latency.counts();
  expect(count).toBe(6);
  expect(sumS).toBeCloseTo(1200.911, 3);
  expect(Object.fromEntries(LATENCY_BUCKETS_S.map((end, place) => [end, buckets[place]]))).toMatchObject({
    0.005: 2,
    0.01: 3,
    0.5: 3,
    1: 4,
    60: 4,
    600: 5,
  });
});

it('takes a span that a clock which was set back makes negative for none', () => {
  const latency = new Latency();
  latency.lasted(-5000);
  expect(latency.counts()).toEqual({ count: 1, sumS: 0, buckets: LATENCY_BUCKETS_S.map(() => 1) });
});

it('begins with nothing', () => {
  expect(new Latency().counts()).toEqual(noLatency());
});
