/** Where a value is heading. Pure. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { TimedValue } from '../../stores/sparklines';

export type Trend = 'rising' | 'falling' | 'steady';

const HOUR_MS = 60 * 60_000;
/** Long enough to ignore a passing cloud or an open window, short enough to describe the present. */
const WINDOW_MS = 3 * HOUR_MS;
const LEAST_SPAN_MS = HOUR_MS;

/** The change within the window that counts as a trend. It is above a sensor's usual noise. */
function leastChange(metric: Metric, first: number): number {
  const { value, share = 0 } = METRICS[metric].trend;
  return Math.max(value, Math.abs(first) * share);
}

/**
 * The trend of the last three hours.
 * @param values ordered by time
 * @returns undefined if the values span less than an hour
 */
export function trendOf(metric: Metric, values: readonly TimedValue[], now: number): Trend | undefined {
  const recent = values.filter(({ at }) => at >= now - WINDOW_MS);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || last.at - first.at < LEAST_SPAN_MS) return undefined;
  const change = last.value - first.value;
  if (Math.abs(change) < leastChange(metric, first.value)) return 'steady';
  return change > 0 ? 'rising' : 'falling';
}
