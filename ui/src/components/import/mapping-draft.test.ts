import { describe, expect, it } from 'vitest';
import { importReport } from '../../testing/import-samples';
import { sourcesOf, withSource, withTime } from './mapping-draft';

const LONG = importReport({
  form: 'home_assistant_history',
  columns: ['entity_id', 'state', 'last_changed'].map((name) => ({ name, samples: [] })),
  series: [
    { name: 'sensor.a_temperature', lines: 7, samples: ['20'] },
    { name: 'sensor.b_temperature', lines: 5, samples: ['68'] },
  ],
  mapping: {
    ...importReport().mapping,
    time: { column: 'last_changed', clock_column: null, form: 'iso', zone: 'UTC' },
    series_columns: ['entity_id'],
    values: [{ column: 'state', series: 'sensor.a_temperature', metric: 'temperature', unit: '°C' }],
  },
});

describe('what a file has to import', () => {
  it('is its columns without that of times, or its series', () => {
    expect(sourcesOf(importReport()).map(({ name, metric, unit }) => [name, metric, unit])).toEqual([
      ['soil', 'soil_moisture', '%'],
      ['warmth', null, ''],
    ]);
    expect(sourcesOf(LONG).map(({ name, metric, lines }) => [name, metric, lines])).toEqual([
      ['sensor.a_temperature', 'temperature', 7],
      ['sensor.b_temperature', null, 5],
    ]);
  });

  it('is imported as one metric each, of which the last choice counts', () => {
    expect(withSource(importReport(), 'warmth', 'temperature', '°F').values).toEqual([
      { column: 'soil', series: null, metric: 'soil_moisture', unit: '%' },
      { column: 'warmth', series: null, metric: 'temperature', unit: '°F' },
    ]);
    expect(withSource(importReport(), 'warmth', 'soil_moisture').values).toEqual([
      { column: 'warmth', series: null, metric: 'soil_moisture', unit: '%' },
    ]);
    expect(withSource(importReport(), 'soil', null).values).toEqual([]);
    expect(withSource(LONG, 'sensor.b_temperature', 'temperature').values).toEqual([
      { column: 'state', series: 'sensor.b_temperature', metric: 'temperature', unit: '°C' },
    ]);
  });

  it('is no longer a value where it is the time', () => {
    const { time, values } = withTime(importReport(), { column: 'soil', form: 'epoch_s' }, 'Europe/Berlin');
    expect([time?.column, time?.form, values]).toEqual(['soil', 'epoch_s', []]);
    const none = importReport({ mapping: { ...importReport().mapping, time: null } });
    expect(withTime(none, { column: 'when' }, 'Europe/Berlin').time).toEqual({
      column: 'when',
      clock_column: null,
      form: 'iso',
      zone: 'Europe/Berlin',
    });
  });
});
