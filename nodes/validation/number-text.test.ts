import { expect, it } from 'vitest';
import { metricsIn } from '@plantops/shared/metric-names.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import { numberInText } from './number-text.ts';

it.each<[Metric, string, number]>([
  ['temperature', '21.5', 21.5],
  ['temperature', '+21,5', 21.5],
  ['temperature', '\u22125.5', -5.5],
  ['temperature', '21,500', 21.5],
  ['temperature', '2.15e1', 21.5],
  ['temperature', '21.5 °C', 21.5],
  ['temperature', '21.5\u2103', 21.5],
  ['temperature', '21.5 deg C', 21.5],
  ['temperature', '70 F', 21.11],
  ['temperature', '294 K', 20.85],
  ['soil_moisture', '45 %', 45],
  ['humidity', '45,2 %RH', 45.2],
  ['light_level', '1.200', 1.2],
  ['light_level', '0,850 lx', 0.85],
  ['light_level', '1,234.5', 1234.5],
  ['light_level', '1.234,5 lx', 1234.5],
  ['light_level', '1 234 lux', 1234],
  ['light_level', '1\u00a0234,5', 1234.5],
  ['light_level', "12'345", 12_345],
  ['light_level', '1,2 klx', 1200],
  ['soil_ec', '0.8 mS/cm', 800],
  ['soil_ec', '800 \u00b5S/cm', 800],
  ['soil_ec', '800 \u03bcS/cm', 800],
  ['co2', '412.125 ppm', 412.125],
  ['ph', '6,5 pH', 6.5],
])('%s of "%s" is %d in the unit of the metric', (metric, text, value) => {
  expect(numberInText(metric, text)).toEqual({ value });
});

it.each<[Metric, string, 'text' | 'unit' | 'ambiguous']>([
  ['light_level', '1.200 lx', 'ambiguous'],
  ['light_level', '1,200', 'ambiguous'],
  ['co2', '1,200 ppm', 'ambiguous'],
  ['light_level', '45 %', 'unit'],
  ['temperature', '21.5 lx', 'unit'],
  ['soil_moisture', '512 mV', 'unit'],
  ['temperature', '21.5.1', 'text'],
  ['light_level', '1,23,456', 'text'],
  ['light_level', '12,345.678.9', 'text'],
  ['light_level', '0x1F', 'text'],
  ['temperature', 'warm', 'text'],
  ['temperature', '', 'text'],
])('%s of "%s" is not guessed: %s', (metric, text, why) => {
  expect(numberInText(metric, text)).toEqual({ why });
});

it('a text under a name that says °F is in °F, unless it says another unit', () => {
  const read = (sent: string) => numberInText('temperature', String(metricsIn({ tempf: sent }).temperature?.value));
  expect(['70', '70 F', '21 °C'].map(read)).toEqual([{ value: 21.11 }, { value: 21.11 }, { value: 21 }]);
});

it('a text of 60 kB takes no time', () => {
  const sinceMs = performance.now();
  expect(numberInText('temperature', `1${' '.repeat(60_000)}x1`)).toEqual({ why: 'text' });
  expect(performance.now() - sinceMs).toBeLessThan(500);
});
