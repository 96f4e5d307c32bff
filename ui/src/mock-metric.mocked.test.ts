/**
 * A new metric needs only a descriptor. Two made-up metrics are shown, typed and judged here without any other change.
 */
import type * as Metrics from '@plantops/shared/metrics.ts';
import { METRIC_NAMES, type Metric, type MetricDescriptor } from '@plantops/shared/metrics.ts';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LatestReading } from './api/generated';
import { bandOf } from './components/band';
import { sparklineShape } from './components/dashboard/sparkline-path';
import { trendOf } from './components/dashboard/trend';
import { draftOf, draftProblems, steppedField, thresholdsOf } from './components/plant/thresholds-draft';
import { cardMetrics, shownMetrics } from './components/shown-metrics';
import { differenceShown, formatLimit, formatLimits, formatValue, unitOf } from './messages/format';
import { metricName } from './messages/metric-name';
import { preferences } from './messages/preferences';
import { allTexts } from './messages/text';
import { emptyGarden, mergeReading } from './stores/garden-state';
import { METRIC_ICONS, metricColour } from './theme/metrics';

vi.mock('@plantops/shared/metrics.ts', async (importOriginal) => {
  const real = await importOriginal<typeof Metrics>();
  const added: Record<string, MetricDescriptor> = {
    radiation: {
      unit: 'µW',
      min: 0,
      max: 1_000_000,
      decimals: 0,
      words: { en: 'Radiation', de: 'Strahlung' },
      inSentences: {
        en: { subject: 'Radiation', beforeValue: 'radiation' },
        de: { subject: 'Strahlung', beforeValue: 'Strahlung' },
      },
      icon: 'M1 1H2',
      colour: { light: '#111111', dark: '#eeeeee' },
      axis: {
        scale: 'log',
        gauge: { min: 0, max: 99_999 },
        empty: { min: 0, max: 100 },
        leastSpan: { value: 10 },
        nearLimit: 10,
        limitStep: { value: 10 },
      },
      trend: { value: 5, share: 0.5 },
      judged: { lowCounts: true },
      probe: { largestChange: { atOnce: 200, perHour: 50, toEnd: 100 }, differsBy: 40, isNoisy: true },
      simulated: { boards: 'some', value: () => 0 },
    },
    leaf_temperature: {
      ...real.METRICS.temperature,
      decimals: 2,
      words: { en: 'Leaf temperature', de: 'Blatttemperatur' },
      inSentences: {
        en: { subject: 'Leaf temperature', beforeValue: 'leaf temperature' },
        de: { subject: 'Blatttemperatur', beforeValue: 'Blatttemperatur' },
      },
      axis: { ...real.METRICS.temperature.axis, gauge: { min: 10, max: 30 }, leastSpan: { value: 8 } },
    },
  };
  const METRICS = { ...real.METRICS, ...added };
  const names = Object.keys(METRICS) as (keyof typeof METRICS)[];
  return {
    ...real,
    METRICS,
    METRIC_NAMES: names,
    perMetric: (make: (metric: keyof typeof METRICS) => unknown) =>
      Object.fromEntries(names.map((metric) => [metric, make(metric)])),
  };
});

const RADIATION = 'radiation' as Metric;
const LEAF = 'leaf_temperature' as Metric;
const HOUR = 3_600_000;
const hourly = (...values: number[]) => values.map((value, hour) => ({ at: hour * HOUR, value }));

beforeAll(allTexts);
afterEach(() => {
  Object.assign(preferences, { language: 'en', temperatureUnit: 'celsius' });
});

describe('a metric that has only a descriptor', () => {
  it('has its name, icon and colours', () => {
    expect([metricName(RADIATION), METRIC_ICONS[RADIATION], metricColour(RADIATION, true)]).toEqual([
      'Radiation',
      'M1 1H2',
      '#eeeeee',
    ]);
    preferences.language = 'de';
    expect(metricName(LEAF)).toBe('Blatttemperatur');
  });

  it('is formatted with its unit and decimals, and as a temperature if it is one', () => {
    expect([formatValue(RADIATION, 1234.5), formatValue(LEAF, 21.456), formatLimit(LEAF, 21.25)]).toEqual([
      '1,235 µW',
      '21.46 °C',
      '21.25 °C',
    ]);
    expect(formatLimits(RADIATION, { min: 20, max: 800 })).toBe('20–800 µW');
    preferences.temperatureUnit = 'fahrenheit';
    expect([unitOf(LEAF), formatValue(LEAF, 20), differenceShown(LEAF, 10), unitOf(RADIATION)]).toEqual([
      '°F',
      '68.00 °F',
      18,
      'µW',
    ]);
  });

  it('has a band with its own range and scale', () => {
    expect(bandOf(LEAF, 15, { min: 20 })).toEqual({ range: { from: 50, to: 100 }, at: 25 });
    expect(bandOf(RADIATION, 9, undefined).at).toBeCloseTo(20);
  });

  it('has a sparkline: flat for noise, logarithmic where the metric is', () => {
    const endOf = (metric: Metric, ...values: number[]) =>
      sparklineShape(metric, hourly(...values), { from: 0, to: HOUR }, HOUR)?.end.y;
    expect([endOf(LEAF, 20, 21), endOf(LEAF, 20, 28)]).toEqual([44.8, 8]);
    expect(endOf(RADIATION, 999, 1099)).toBeGreaterThan(44);
    expect(endOf(RADIATION, 9, 99)).toBe(8);
  });

  it('rises by its own threshold', () => {
    const trendFrom = (first: number, last: number) => trendOf(RADIATION, hourly(first, first, last), 2 * HOUR);
    expect([trendFrom(1, 5), trendFrom(1, 6), trendFrom(100, 149), trendFrom(100, 50)]).toEqual([
      'steady',
      'rising',
      'steady',
      'falling',
    ]);
  });

  it('has limits that can be typed, stepped, refused and saved', () => {
    const draft = draftOf({ [RADIATION]: { min: 20 }, [LEAF]: { max: 21.125 } });
    expect([draft[RADIATION].min, draft[LEAF].max]).toEqual(['20', '21.125']);
    draft[RADIATION].max = '1.000.001';
    expect(draftProblems(draft)).toEqual({ 'radiation/max': 'A number from 0 to 1,000,000.' });
    draft[RADIATION].max = '20.000';
    expect(Object.keys(draftProblems(draft))).toEqual([]);
    expect(thresholdsOf(draft)).toMatchObject({ radiation: { min: 20, max: 20_000 } });
    expect(steppedField(draft, LEAF, 'min', 1)).toBe('');
  });

  it('is empty until its first value, then shown', () => {
    const first = mergeReading(null, { device_id: 'd', plant_id: 'p', time: '2026-01-07T12:00:00Z', humidity: 40 });
    expect(first).toMatchObject({ radiation: null, measured_at: { radiation: null } });
    const latest = mergeReading(first, {
      device_id: 'd',
      plant_id: 'p',
      time: '2026-01-07T12:00:05Z',
      ...{ [RADIATION]: 7 },
    });
    expect(shownMetrics({ latest, thresholds: {} })).toEqual(['humidity', 'radiation']);
    expect(emptyGarden()).toEqual({ plants: {}, devices: {}, alerts: {}, rooms: [] });
  });

  it('is one of many on a card: metrics outside their range come first, then those with limits, then measured ones', () => {
    const measured = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 20])) as unknown as LatestReading;
    const latest = { ...measured, measured_at: Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 'then'])) };
    const card = (thresholds: object) => cardMetrics({ latest: latest as LatestReading, thresholds });
    expect(card({}).small).toEqual(METRIC_NAMES.slice(4));
    expect(METRIC_NAMES.slice(-2)).toEqual(['radiation', 'leaf_temperature']);
    const large = ['soil_moisture', 'temperature', 'humidity', 'leaf_temperature'];
    expect(card({ [LEAF]: { min: 10 }, humidity: { min: 10 } })).toEqual({
      large,
      small: METRIC_NAMES.filter((metric) => !large.includes(metric)),
    });
    expect(card({ [RADIATION]: { max: 10 } }).large).toEqual(['soil_moisture', 'temperature', 'humidity', 'radiation']);
  });
});
