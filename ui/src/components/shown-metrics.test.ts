import { type Metric, perMetric } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import type { LatestReading, Thresholds } from '../api/generated';
import { cardMetrics, hasValues, shownMetrics } from './shown-metrics';

const TIME = '2026-01-07T12:00:00Z';

const reading = (values: Partial<Record<Metric, number>>): LatestReading => ({
  time: TIME,
  ...perMetric((metric) => values[metric] ?? null),
  measured_at: perMetric((metric) => (values[metric] === undefined ? null : TIME)),
});
const plant = (values?: Partial<Record<Metric, number>>, thresholds: Thresholds = {}) => ({
  latest: values ? reading(values) : null,
  thresholds,
});

describe('shownMetrics', () => {
  it('are those that were ever measured or have a limit, in the order of all metrics', () => {
    const shown = shownMetrics(plant({ humidity: 50 }, { light_level: { max: 900 }, temperature: { min: 5 } }));
    expect(shown).toEqual(['temperature', 'humidity', 'light_level']);
  });

  it('are empty for a plant without values and limits, or with empty limits', () => {
    expect([shownMetrics(plant()), shownMetrics(plant(undefined, { humidity: { min: null, max: null } }))]).toEqual([
      [],
      [],
    ]);
  });

  it('include what was measured long ago', () => {
    const latest = reading({ humidity: 50 });
    latest.measured_at.humidity = '2020-01-01T00:00:00Z';
    expect(shownMetrics({ latest, thresholds: {} })).toEqual(['humidity']);
  });

  it('are found in a copy from an earlier visit that does not have every metric', () => {
    const latest = reading({ humidity: 50 });
    delete (latest.measured_at as Partial<LatestReading['measured_at']>).temperature;
    expect(shownMetrics({ latest, thresholds: {} })).toEqual(['humidity']);
  });
});

describe('hasValues', () => {
  it('is true once anything was measured; limits do not count', () => {
    expect([hasValues(plant({ humidity: 50 })), hasValues(plant(undefined, { humidity: { min: 1 } }))]).toEqual([
      true,
      false,
    ]);
  });
});

describe('cardMetrics', () => {
  it('shows up to four of them large', () => {
    expect(cardMetrics(plant({ humidity: 50, temperature: 21 }))).toEqual({
      large: ['temperature', 'humidity'],
      small: [],
    });
  });
});
