import { describe, expect, it } from 'vitest';
import { capacityTables, inUnits, LOAD, needsOf, PACKETS, type ReadingCosts } from './capacity.ts';

const COSTS: ReadingCosts = {
  engineUs: 30,
  hostUs: 3,
  databaseUs: 20,
  brokerUs: 15,
  deviceLink: 160,
  databaseLink: 500,
  log: 800,
  row: 300,
  timescaleRow: 310,
  compressedRow: 30,
  fiveMinutesRow: 250,
  hourRow: 260,
  hostMemoryKb: 5,
  engineMemoryKb: 2,
};

describe('what devices need', () => {
  it('follows from what a reading takes: 60 devices send a reading a second', () => {
    expect(needsOf(60, COSTS)).toEqual({
      perS: 1,
      rowsADay: 86_400,
      plainYear: 86_400 * 365 * 300,
      timescaleYear: 86_400 * (7 * 310 + 358 * 30),
      figures: 60 * (60 * 288 * 250 + 365 * 24 * 260),
      cores: { engine: 30e-6, host: 3e-6, database: 20e-6, broker: 15e-6 },
      hostMemory: 300_000,
      engineMemory: 120_000,
      devices: 160 + PACKETS,
      brokerToEngine: 160,
      engineToDatabase: 500,
      toReplica: 800,
    });
  });

  it('grows with their number', () => {
    const [few, many] = [needsOf(1000, COSTS), needsOf(10_000_000, COSTS)];
    expect(many.cores.engine / few.cores.engine).toBeCloseTo(10_000);
    expect(many.timescaleYear / few.timescaleYear).toBeCloseTo(10_000);
  });

  it('is told in units that fit', () => {
    expect([0, 999, 1440, 1_440_000, 4.7e15, 9e18].map((bytes) => inUnits(bytes, 'B'))).toEqual([
      '0 B',
      '999 B',
      '1.4 kB',
      '1.4 MB',
      '4.7 PB',
      '9,000 PB',
    ]);
  });

  it('says where a part ends at the load that it may have', () => {
    expect(capacityTables(COSTS)).toContain('| An engine | flows run on one thread | 20,000 | 1.2 M |');
    expect(LOAD).toBeLessThan(1);
  });
});
