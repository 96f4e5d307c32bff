/** Describes alerts in the owner's language and units. The server's own messages are in English and °C. */
import { findingText } from '@plantops/shared/findings/kinds.ts';
import type { Alert, Device } from '../../api/generated';
import { formatLimit, formatValue } from '../../messages/format';
import { metricName } from '../../messages/metric-name';
import { preferences } from '../../messages/preferences';
import { text } from '../../messages/text';
import { deviceName } from '../../stores/garden-state';

/** A description of what happened, such as `Soil moisture 16.5 %, below 20 %`. */
export function alertWords(
  { kind, code, evidence, metric, value, threshold, direction, message, closed_at: closedAt }: Alert,
  device: Device | undefined,
): string {
  const whose = device ? deviceName(device) : text('alerts.device.gone');
  if (kind === 'finding' && code !== null)
    return text('alerts.finding', {
      device: whose,
      title: findingText(code, { metric, evidence: evidence ?? {} }, preferences.language).title,
    });
  if (metric === null) return text(closedAt === null ? 'alerts.offline' : 'alerts.offline.ended', { device: whose });
  if (kind === 'stale')
    return text(closedAt === null ? 'alerts.stale' : 'alerts.stale.ended', { metric: metricName(metric) });
  if (value === null || threshold === null) return message;
  return text(direction === 'max' ? 'alerts.above' : 'alerts.below', {
    metric: metricName(metric),
    value: formatValue(metric, value),
    limit: formatLimit(metric, threshold),
  });
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A duration in the coarsest unit that is still precise enough. @param ms not negative */
export function formatDuration(ms: number): string {
  if (ms < MINUTE_MS) return text('duration.seconds', { n: Math.round(ms / SECOND_MS) });
  if (ms < HOUR_MS) return text('duration.minutes', { n: Math.floor(ms / MINUTE_MS) });
  if (ms < 48 * HOUR_MS) return text('duration.hours', { n: Math.floor(ms / HOUR_MS) });
  return text('duration.days', { n: Math.floor(ms / (24 * HOUR_MS)) });
}

/** How far ahead a time is, such as `in 5 min`. @param now milliseconds */
export const formatAhead = (time: string, now: number): string => {
  const ms = Date.parse(time) - now;
  return ms < SECOND_MS ? text('ahead.now') : text('ahead.in', { duration: formatDuration(ms) });
};
