import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from './metrics.ts';
import { metricNamed, metricsIn, vitalNamed } from './metric-names.ts';

describe('the name of a metric', () => {
  it.each(METRIC_NAMES)('"%s" is its own', (metric) => {
    expect(metricNamed(metric)).toEqual({ metric });
  });

  it.each([
    ['moisture', 'soil_moisture'],
    ['moi', 'soil_moisture'],
    ['Soil Moisture', 'soil_moisture'],
    ['soilMoisture', 'soil_moisture'],
    ['moisture_pct', 'soil_moisture'],
    ['temp', 'temperature'],
    ['tempc', 'temperature'],
    ['hum', 'humidity'],
    ['lux', 'light_level'],
    ['illuminance_lux', 'light_level'],
    ['fer', 'soil_ec'],
    ['conductivity', 'soil_ec'],
    ['soil_temp', 'soil_temperature'],
    ['CarbonDioxide', 'co2'],
    ['co2_ppm', 'co2'],
    ['soil_ph', 'ph'],
  ])('"%s" is %s', (name, metric) => {
    expect(metricNamed(name)?.metric).toBe(metric);
  });

  it.each(['device_temperature', 'target_temperature', 'voltage', 'brightness', 'pressure', '', 'toString', '温度'])(
    '"%s" is none',
    (name) => {
      expect(metricNamed(name)).toBeUndefined();
    },
  );
});

describe('what a message says', () => {
  it('is told with the names that it uses, in the units of the metrics', () => {
    expect(metricsIn({ moi: 31, tempf: 68, lux: null, id: 'x' })).toEqual({
      soil_moisture: { name: 'moi', value: 31 },
      temperature: { name: 'tempf', value: 20 },
      light_level: { name: 'lux', value: null },
    });
  });

  it('of one metric twice counts by its own name, then its own unit, then the first', () => {
    expect(metricsIn({ tempf: 100, tempc: 21.5 }).temperature).toEqual({ name: 'tempc', value: 21.5 });
    expect(metricsIn({ temp: 20, temperature: 21 }).temperature?.value).toBe(21);
    expect(metricsIn({ temp: 20, tempc: 21 }).temperature?.value).toBe(20);
    expect(metricsIn({ temperature: null, temp: 20 }).temperature?.value).toBe(20);
  });

  it('stays as it was sent where it is no number', () => {
    expect(metricsIn({ tempf: 'nan' }).temperature).toEqual({ name: 'tempf', value: 'nan' });
  });
});

it('knows vital signs by their names', () => {
  expect(['battery', 'batt', 'Battery_Level', 'rssi', 'linkquality', 'voltage'].map(vitalNamed)).toEqual([
    'battery_pct',
    'battery_pct',
    'battery_pct',
    'rssi_dbm',
    'link_quality',
    undefined,
  ]);
});
