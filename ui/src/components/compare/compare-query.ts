/** Reads and writes the query of the page's address, which holds what the comparison shows. Pure. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { RANGES } from '../../charts/time-window';

/** The most lines that can still be told apart. */
export const MOST_PLANTS = 8;

export interface CompareQuery {
  metric: Metric;
  /** Ids in the order of their colours, at most `MOST_PLANTS`; undefined if the owner has not chosen yet. */
  plants: string[] | undefined;
  range: HistoryRange;
}

const DEFAULT_METRIC: Metric = 'soil_moisture';
const DEFAULT_RANGE: HistoryRange = '7d';

/** Reads the query of an address. Invalid values count as absent. */
export function compareQueryOf(query: Record<string, unknown>): CompareQuery {
  const plants = typeof query.plants === 'string' ? query.plants.split(',').filter(Boolean) : undefined;
  return {
    metric: METRIC_NAMES.find((metric) => metric === query.metric) ?? DEFAULT_METRIC,
    plants: plants && [...new Set(plants)].slice(0, MOST_PLANTS),
    range: RANGES.find((range) => range === query.range) ?? DEFAULT_RANGE,
  };
}

/** The query for a comparison. It names every choice, so that a link shows the same after a default has changed. */
export const compareAddressOf = ({ metric, plants, range }: CompareQuery): Record<string, string> => ({
  metric,
  ...(plants && { plants: plants.join(',') }),
  range,
});
