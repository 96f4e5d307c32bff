/** Years of a plant in tests. Builders take what matters to a test. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type { MetricYear, PlantPhoto, PlantYear } from '../api/generated';

export const yearPhoto = (id: string, taken_at: string): PlantPhoto => ({
  id,
  plant_id: 'fern',
  taken_at,
  media_type: 'image/webp',
  bytes: 1000,
  url: `/api/plants/fern/photos/${id}`,
});

export const metricYear = (metric: Metric, more: Partial<MetricYear> = {}): MetricYear => {
  const onDay = { value: 20, day: '2026-01-01' };
  return {
    metric,
    days: 240,
    mean: 20,
    least: onDay,
    greatest: onDay,
    lowest_day: onDay,
    highest_day: onDay,
    days_within: 200,
    months: [null, 20, 30, null, null, null, null, null, null, null, null, null],
    ...more,
  };
};

/** A year with measured soil, temperature and light, care, and a photo. */
export const plantYear = (more: Partial<PlantYear> = {}): PlantYear => ({
  plant_id: 'fern',
  year: 2026,
  time_zone: 'UTC',
  days: 330,
  metrics: [
    metricYear('soil_moisture', {
      least: { value: 8, day: '2026-01-01' },
      months: [null, 41, 35, null, null, null, null, null, null, null, null, null],
    }),
    metricYear('temperature', { greatest: { value: 31.2, day: '2026-07-03' }, days_within: null }),
    metricYear('light_level', { highest_day: { value: 12_000, day: '2026-06-21' }, days_within: null }),
  ],
  care: [{ kind: 'watering', count: 3, amount_ml: 900 }],
  photos: [yearPhoto('june', '2026-06-09T10:00:00.000Z')],
  ...more,
});
