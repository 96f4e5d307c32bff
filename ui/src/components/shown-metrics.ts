/** Which metrics of a plant are worth a place on the screen. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Plant } from '../api/generated';
import { breachOf } from '../messages/format';

type Judged = Pick<Plant, 'latest' | 'thresholds'>;

/** As many as a card has room for with a line of their last day. */
const MOST_LARGE = 4;

/** Whether a value was ever measured. */
const isMeasured = ({ latest }: Judged, metric: Metric): boolean => latest?.measured_at[metric] != null;

const hasLimits = ({ thresholds }: Judged, metric: Metric): boolean =>
  thresholds[metric]?.min != null || thresholds[metric]?.max != null;

/** The metrics that a plant has or has limits for, in the order of all metrics. */
export const shownMetrics = (plant: Judged): Metric[] =>
  METRIC_NAMES.filter((metric) => isMeasured(plant, metric) || hasLimits(plant, metric));

export const hasValues = (plant: Judged): boolean => METRIC_NAMES.some((metric) => isMeasured(plant, metric));

/** The smaller, the more the owner wants to see it: out of its range, watched by limits, measured, awaited. */
function rankOf(plant: Judged, metric: Metric): number {
  if (breachOf(plant.latest?.[metric], plant.thresholds[metric])) return 0;
  if (!isMeasured(plant, metric)) return 3;
  return hasLimits(plant, metric) ? 1 : 2;
}

/** A plant's metrics on its card: what matters most at large, the rest as bare values; each in the order of all metrics. */
export function cardMetrics(plant: Judged): { large: Metric[]; small: Metric[] } {
  const shown = shownMetrics(plant);
  // Sorting keeps the order of equals: the metric that stands first in the list of all is taken.
  const first = [...shown].sort((a, b) => rankOf(plant, a) - rankOf(plant, b)).slice(0, MOST_LARGE);
  return {
    large: shown.filter((metric) => first.includes(metric)),
    small: shown.filter((metric) => !first.includes(metric)),
  };
}
