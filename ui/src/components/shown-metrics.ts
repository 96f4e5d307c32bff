/** Selects the metrics of a plant that are worth showing. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Plant } from '../api/generated';
import { breachOf } from '../messages/format';

type Judged = Pick<Plant, 'latest' | 'thresholds'>;

/** The most metrics that fit on a card with a sparkline. */
const MOST_LARGE = 4;

/** Whether the metric was ever measured. */
const isMeasured = ({ latest }: Judged, metric: Metric): boolean => latest?.measured_at[metric] != null;

const hasLimits = ({ thresholds }: Judged, metric: Metric): boolean =>
  thresholds[metric]?.min != null || thresholds[metric]?.max != null;

/** The metrics that a plant has values or limits for, in the order of all metrics. */
export const shownMetrics = (plant: Judged): Metric[] =>
  METRIC_NAMES.filter((metric) => isMeasured(plant, metric) || hasLimits(plant, metric));

export const hasValues = (plant: Judged): boolean => METRIC_NAMES.some((metric) => isMeasured(plant, metric));

/** A lower rank is more important: outside its range, then with limits, then measured, then not measured yet. */
function rankOf(plant: Judged, metric: Metric): number {
  if (breachOf(plant.latest?.[metric], plant.thresholds[metric])) return 0;
  if (!isMeasured(plant, metric)) return 3;
  return hasLimits(plant, metric) ? 1 : 2;
}

/**
 * A plant's metrics on its card: the most important ones large, the rest as plain values. Both are in the order of all
 * metrics.
 */
export function cardMetrics(plant: Judged): { large: Metric[]; small: Metric[] } {
  const shown = shownMetrics(plant);
  // The sort is stable, so among equals the metric that is first in the list of all metrics is taken.
  const first = [...shown].sort((a, b) => rankOf(plant, a) - rankOf(plant, b)).slice(0, MOST_LARGE);
  return {
    large: shown.filter((metric) => first.includes(metric)),
    small: shown.filter((metric) => !first.includes(metric)),
  };
}
