/** What the comparison shows, and how it stands in the page's address. Pure. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { RANGES } from '../../charts/time-window';

/** As many lines as can be told apart. */
export const MOST_PLANTS = 8;

export interface CompareQuery {
  metric: Metric;
  /** Ids, in the order of their colours; at most `MOST_PLANTS`. Undefined: the owner has not chosen yet. */
  plants: string[] | undefined;
  range: HistoryRange;
}

const DEFAULT_METRIC: Metric = 'soil_moisture';
const DEFAULT_RANGE: HistoryRange = '7d';

/** Reads an address; what is not understood counts as left out. */
export function compareQueryOf(query: Record<string, unknown>): CompareQuery {
  const plants = typeof query.plants === 'string' ? query.plants.split(',').filter(Boolean) : undefined;
  return {
    metric: METRIC_NAMES.find((metric) => metric === query.metric) ?? DEFAULT_METRIC,
    plants: plants && [...new Set(plants)].slice(0, MOST_PLANTS),
    range: RANGES.find((range) => range === query.range) ?? DEFAULT_RANGE,
  };
}

/** The address of a comparison: all of it, so that a link shows the same after a default has changed. */
export const compareAddressOf = ({ metric, plants, range }: CompareQuery): Record<string, string> => ({
  metric,
  ...(plants && { plants: plants.join(',') }),
  range,
});
