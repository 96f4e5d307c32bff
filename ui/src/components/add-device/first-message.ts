/** What became of a message, field by field. Pure. */
import { metricNamed } from '@plantops/shared/metric-names.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import type { Way } from '../../api/generated';
import { causeWords } from '../../messages/causes';

export const VERDICTS = ['stored', 'time', 'vital', 'none', 'unknown', 'setAside'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface FieldRow {
  /** As the device spelled it; the name of the metric where the message is not known. */
  field: string;
  /** What it sent, as JSON; undefined where the message is not known. */
  sent: string | undefined;
  metric: Metric | undefined;
  /** What was stored, in the unit of the metric. */
  value: number | undefined;
  verdict: Verdict;
  /** Why it was set aside, or stored otherwise than it was sent. */
  reason: string | undefined;
}

/** What is known of a device besides its message. */
export interface Known {
  /** What has been stored of it, by metric. */
  stored: MetricValues;
  /** What was noticed about its values of a metric, in the owner's language. */
  noticed: (metric: Metric) => string | undefined;
}

const TIMES = new Set(['timestamp', 'time', 'ts']);
const VITALS = new Set(['uptime_s', 'rssi_dbm', 'battery_pct', 'firmware_version']);

/** Numbers that JSON does not know, as boards write them where a sensor gave none. */
const NO_NUMBER = /(:\s*)[-+]?(?:nan|inf(?:inity)?)(?=\s*[,}])/gi;

/** The fields of a message; undefined if it is no object of JSON. */
function fieldsOf(payload: string): [string, unknown][] | undefined {
  for (const words of [payload, payload.replaceAll(NO_NUMBER, '$1null')])
    try {
      const parsed: unknown = JSON.parse(words);
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
        ? Object.entries(parsed)
        : undefined;
    } catch {
      // Perhaps without what JSON does not know; otherwise what was stored of it is shown.
    }
  return undefined;
}

const row = (field: string, more: Partial<FieldRow>): FieldRow => ({
  field,
  sent: undefined,
  metric: undefined,
  value: undefined,
  verdict: 'unknown',
  reason: undefined,
  ...more,
});

function verdictOf(field: string, sent: unknown, metric: Metric | undefined, { stored }: Known): Verdict {
  if (TIMES.has(field)) return 'time';
  if (VITALS.has(field)) return 'vital';
  if (metric === undefined) return 'unknown';
  if (sent === null) return 'none';
  return stored[metric] == null ? 'setAside' : 'stored';
}

/** What was stored, without a message to compare it with. */
export const rowsOfStored = (stored: MetricValues): FieldRow[] =>
  METRIC_NAMES.flatMap((metric) => {
    const value = stored[metric];
    return value == null ? [] : [row(metric, { metric, value, verdict: 'stored' })];
  });

/** Why a message was refused, in the reader's language. */
export const refusalOf = ({ reason, causes }: Pick<Way, 'reason' | 'causes'>): string | undefined =>
  reason === null ? undefined : causeWords(causes, reason);

/**
 * The fields of the newest message in the order in which they were sent.
 * @param way the message, if it was recorded. Of one that was not, what was stored is shown.
 */
export function fieldRows(
  way: Pick<Way, 'payload' | 'outcome' | 'reason' | 'causes'> | undefined,
  known: Known,
): FieldRow[] {
  const fields = fieldsOf(way?.payload ?? '');
  if (!way || !fields) return rowsOfStored(known.stored);
  const whole = way.outcome === 'rejected' || way.outcome === 'set_aside';
  return fields.map(([field, sent]) => {
    const metric = metricNamed(field)?.metric;
    const verdict = whole ? 'setAside' : verdictOf(field, sent, metric, known);
    const value = verdict === 'stored' && metric ? (known.stored[metric] ?? undefined) : undefined;
    const isAsSent = verdict !== 'setAside' && (value === undefined || value === sent);
    return row(field, {
      sent: JSON.stringify(sent),
      metric,
      value,
      verdict,
      reason: whole ? refusalOf(way) : isAsSent ? undefined : metric && known.noticed(metric),
    });
  });
}
