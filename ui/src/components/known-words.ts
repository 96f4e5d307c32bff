/** What is said of a plant whose open alerts the owner has all acknowledged: quietly what it is, and since when. */
import type { Alert } from '../api/generated';
import { formatClockTime } from '../messages/format';
import { metricName } from '../messages/metric-name';
import { hasText, text } from '../messages/text';

/** What an alert is about, to stand inside a sentence: `too dry`. */
function matter({ kind, metric, direction }: Alert): string {
  if (metric === null) return text(kind === 'finding' ? 'known.finding' : 'known.offline');
  if (kind === 'stale') return text('known.stale', { metric: metricName(metric) });
  const own = `known.${metric}.${direction === 'max' ? 'high' : 'low'}`;
  if (hasText(own)) return text(own);
  return text(direction === 'max' ? 'known.high' : 'known.low', { metric: metricName(metric) });
}

/** @param alerts the plant's open alerts @param now in ms @returns undefined if there are none */
export function knownWords(alerts: readonly Alert[], now: number): string | undefined {
  const [first] = [...alerts].sort((a, b) => Date.parse(a.opened_at) - Date.parse(b.opened_at));
  if (!first) return undefined;
  const matters = [...new Set(alerts.map(matter))].join(', ');
  return text('known.since', { matters, time: formatClockTime(new Date(first.opened_at), now) });
}
