/** Metrics that no new value comes of, while their devices are heard. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { type KnownIntervals, ownInterval } from '@plantops/shared/report-interval.ts';

/**
 * A metric is not stale before so many heartbeat intervals, so that a sensor may fail for a moment: ten minutes by
 * default.
 */
const FEWEST_HEARTBEATS = 10;
/**
 * Before its rhythm is known, a metric is not stale before so many heartbeat intervals, a day by default: a board may be
 * heard every minute and measure every six hours.
 */
const UNKNOWN_HEARTBEATS = 1440;

/** What a device knows of one metric. */
export interface MetricAge {
  deviceId: string;
  /** When the last value came, and when the device was heard last (ms since 1970). */
  valueAtMs: number;
  heardAtMs: number;
  /** The last value, in the metric's unit. */
  value: number;
  /** For how long no value may come (s). */
  staleAfterS: number;
}

/**
 * For how long no value of a metric may come (s): as many of its own intervals as may be missed, and never less than
 * those of its device. While nothing but a few values is known of it, and nobody said how often its device reports, a day.
 * @param metric its interval (s), undefined before its second value, and whether enough values came to rely on it
 */
export function staleAfterS(
  metric: { learnedS: number | undefined; isKnown: boolean },
  device: KnownIntervals,
  missed: number,
  heartbeatS: number,
): number {
  const { intervalS, source } = ownInterval(device);
  const isReliable = metric.isKnown || source === 'set' || source === 'given';
  const fewest = isReliable ? FEWEST_HEARTBEATS : UNKNOWN_HEARTBEATS;
  return Math.max(missed * Math.max(metric.learnedS ?? 0, intervalS ?? heartbeatS), fewest * heartbeatS);
}

/** Whether a device has sent no value of a metric for too long, as far as it was heard itself. */
export const isStale = ({ valueAtMs, heardAtMs, staleAfterS: afterS }: MetricAge, hearingSinceMs: number): boolean =>
  heardAtMs - Math.max(valueAtMs, hearingSinceMs) > afterS * 1000;

/**
 * Whether a metric of a plant is stale: of all its devices that are heard, none has sent a value for too long. A device is
 * judged by when it was heard itself: while it is silent, that is what the owner is told, and not each of its metrics.
 * @param ages of the devices that are not offline; none: nothing can be said
 * @param hearingSinceMs since when everything could be heard
 * @returns the newest value, if the metric is stale
 */
export function staleValue(ages: readonly MetricAge[], hearingSinceMs: number): MetricAge | undefined {
  if (ages.length === 0 || !ages.every((age) => isStale(age, hearingSinceMs))) return undefined;
  return ages.reduce((newest, age) => (age.valueAtMs > newest.valueAtMs ? age : newest));
}

const inWords = (metric: Metric, value: number): string =>
  `${value.toFixed(METRICS[metric].decimals)}${METRICS[metric].unit === '' ? '' : ` ${METRICS[metric].unit}`}`;
const nameOf = (metric: Metric): string => METRICS[metric].inSentences.en.beforeValue;

/** `no soil moisture since 14:05, the last was 42.0 %`. @param timeZone IANA name */
export function staleWords(metric: Metric, value: number, since: Date, now: Date, timeZone: string): string {
  const day = (at: Date): string => at.toLocaleDateString('en-GB', { timeZone });
  const time = since.toLocaleString('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    ...(day(since) !== day(now) && { day: 'numeric', month: 'short' }),
  });
  return `no ${nameOf(metric)} since ${time}, the last was ${inWords(metric, value)}`;
}

/** `soil moisture is measured again: 42.0 %`. */
export const freshWords = (metric: Metric, value: number): string =>
  `${nameOf(metric)} is measured again: ${inWords(metric, value)}`;
