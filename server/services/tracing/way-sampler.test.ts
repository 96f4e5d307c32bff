import { describe, expect, it } from 'vitest';
import { SAMPLED_PER_S, WaySampler } from './way-sampler.ts';

/** How often each device is chosen, if all of them send each `everyMs` for `lastingMs`. */
function chosen(devices: number, everyMs: number, lastingMs: number): number[] {
  const sampler = new WaySampler();
  const counts = Array.from({ length: devices }, () => 0);
  for (let nowMs = 0; nowMs < lastingMs; nowMs += everyMs)
    for (let device = 0; device < devices; device += 1)
      if (sampler.chooses(`dev_${device}`, nowMs)) counts[device] = (counts[device] ?? 0) + 1;
  return counts;
}

describe('the sample of readings', () => {
  it('has one reading a second of a device that sends a hundred', () => {
    expect(chosen(1, 10, 10_000)).toEqual([10]);
  });

  it('has every reading of a few devices that send seldom', () => {
    expect(chosen(15, 10_000, 60_000)).toEqual(Array(15).fill(6));
  });

  it('has twenty a second of all devices, and each device has its share', () => {
    const counts = chosen(200, 500, 100_000);
    const all = counts.reduce((sum, count) => sum + count, 0);
    expect(all).toBeLessThanOrEqual(100 * SAMPLED_PER_S);
    expect(all).toBeGreaterThan(90 * SAMPLED_PER_S);
    expect([Math.min(...counts) >= 9, Math.max(...counts)]).toEqual([true, 10]);
  });

  it('never has more than twenty in a second, also when many devices begin at once', () => {
    expect(chosen(500, 1000, 1000).filter((count) => count > 0)).toHaveLength(SAMPLED_PER_S);
  });
});
