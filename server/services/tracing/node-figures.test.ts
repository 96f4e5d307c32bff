import { describe, expect, it } from 'vitest';
import { BUCKETS_S, NodeFigures, NOTED_EVERY_MS } from './node-figures.ts';

/** A node that `step` is called for in each of so many periods of five seconds. */
function worked(periods: number, step: (figures: NodeFigures, period: number) => void): NodeFigures {
  const figures = new NodeFigures(0);
  for (let period = 1; period <= periods; period += 1) {
    step(figures, period);
    figures.note(period * NOTED_EVERY_MS);
  }
  return figures;
}

describe('the figures of a node', () => {
  it('a node that has done nothing has no times', () => {
    expect(new NodeFigures(0).read(0)).toEqual({
      messages: 0,
      errors: 0,
      ratePerS: 0,
      errorsLastMinute: 0,
      p50Ms: undefined,
      p95Ms: undefined,
      took: { count: 0, sumS: 0, buckets: [0, 0, 0, 0, 0, 0, 0] },
    });
  });

  it('the rate is that of the last ten seconds at most', () => {
    const figures = worked(4, (node, period) => {
      for (let count = 0; count < (period === 1 ? 1000 : 10); count += 1) node.took(1);
    });
    for (let count = 0; count < 20; count += 1) figures.took(1);
    expect(figures.read(24_000)).toMatchObject({ messages: 1050, ratePerS: 30 / 9 });
  });

  it('half and 95 % of the messages of the last minute are told, within a fifth of what they took', () => {
    const figures = worked(1, (node) => {
      for (let ms = 1; ms <= 1000; ms += 1) node.lasted(ms);
    });
    const { p50Ms = 0, p95Ms = 0 } = figures.read(5000);
    expect(Math.abs(p50Ms - 500) / 500).toBeLessThan(0.2);
    expect(Math.abs(p95Ms - 950) / 950).toBeLessThan(0.2);
  });

  it('what is older than a minute counts in the sums only', () => {
    const figures = worked(13, (node, period) => {
      if (period > 1) return;
      node.failed();
      node.lasted(20_000);
    });
    expect(figures.read(65_000)).toMatchObject({
      errors: 1,
      errorsLastMinute: 0,
      p95Ms: undefined,
      took: { count: 1, sumS: 20 },
    });
    figures.failed();
    expect(figures.read(65_000)).toMatchObject({ errors: 2, errorsLastMinute: 1 });
  });

  it('the buckets are counted up, each with those below it; what took longer than all is in the count', () => {
    const figures = new NodeFigures(0);
    for (const ms of [0.001, 0.1, 0.2, 1, 50, 100_000, 500_000]) figures.lasted(ms);
    const { took, p95Ms } = figures.read(0);
    expect(took).toMatchObject({ count: 7, buckets: [2, 4, 4, 5, 5, 5, 6] });
    expect(took.buckets).toHaveLength(BUCKETS_S.length);
    expect(p95Ms).toBe(100_000);
  });
});
