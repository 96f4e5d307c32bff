import { expect, it } from 'vitest';
import type { DryFate, StoredReading } from '../../port/dry-offers.ts';
import { FateComparison } from './fate-comparison.ts';

const TIME = Date.parse('2026-03-01T08:00:00Z');
const reading = (soilMoisture: number, more: Partial<StoredReading> = {}): StoredReading => ({
  deviceId: 'dev_1',
  plantId: 'basil',
  time: TIME,
  values: { soil_moisture: soilMoisture },
  ...more,
});
const fate = (number: number, ...stored: StoredReading[]): DryFate => ({ number, stored, repeated: 0, rejected: [] });
const AT = { device_id: 'dev_1', time: '2026-03-01T08:00:00.000Z' };

it('counts the messages of which other readings are stored, whichever side knows first', () => {
  const comparison = new FateComparison();
  comparison.take('tried', [fate(1, reading(40)), fate(2, reading(41)), fate(3)]);
  comparison.take('running', [fate(3, reading(42)), fate(2, reading(50)), fate(1, reading(40))]);
  comparison.end();
  expect(comparison.different).toBe(2);
  expect(comparison.differences).toEqual([
    { ...AT, tried: null, running: { soil_moisture: 42 } },
    { ...AT, tried: { soil_moisture: 41 }, running: { soil_moisture: 50 } },
  ]);
});

it('takes no notice of the order of readings and values, nor of what flows make themselves', () => {
  const comparison = new FateComparison();
  const [one, other] = [reading(1), reading(2, { time: TIME + 1, values: { humidity: 3, temperature: 4 } })];
  comparison.take('tried', [fate(1, one, other), fate(0, reading(9))]);
  comparison.take('running', [fate(1, reading(2, { time: TIME + 1, values: { temperature: 4, humidity: 3 } }), one)]);
  comparison.end();
  expect(comparison).toMatchObject({ different: 0, differences: [] });
});

it('shows what is stored by one only, and what was not decided in the other', () => {
  const comparison = new FateComparison();
  comparison.take('tried', [fate(1, reading(40)), fate(2)]);
  expect(comparison.different).toBe(0);
  comparison.end();
  expect(comparison.different).toBe(1);
  expect(comparison.differences).toEqual([{ ...AT, tried: { soil_moisture: 40 }, running: null }]);
});
