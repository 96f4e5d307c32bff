/** Marks in the charts: alerts and journal entries. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Alert, JournalEntry } from '../api/generated';
import { formatValue } from '../messages/format';
import { metricName } from '../messages/metric-name';
import { text } from '../messages/text';
import type { TimeWindow } from './time-window';

export interface AlertMark {
  id: number;
  /** Undefined if a device was offline, which concerns every metric. */
  metric: Metric | undefined;
  from: number;
  to: number;
  isOpen: boolean;
  words: string;
}

export interface JournalMark {
  id: number;
  kind: JournalEntry['kind'];
  time: number;
  words: string;
}

function wordsOf(alert: Alert): string {
  if (alert.kind === 'offline') return text('history.offline');
  if (!alert.metric || alert.value === null || alert.threshold === null) return alert.message;
  const values = {
    metric: metricName(alert.metric),
    value: formatValue(alert.metric, alert.value),
    limit: formatValue(alert.metric, alert.threshold),
  };
  return text(alert.direction === 'min' ? 'history.alert.low' : 'history.alert.high', values);
}

/** The alerts that overlap the window, oldest first. */
export function alertMarks(alerts: readonly Alert[], window: TimeWindow): AlertMark[] {
  return alerts
    .map((alert) => ({
      id: alert.id,
      metric: METRIC_NAMES.find((name) => name === alert.metric),
      from: Date.parse(alert.opened_at),
      to: alert.closed_at ? Date.parse(alert.closed_at) : Math.max(window.to, Date.parse(alert.opened_at)),
      isOpen: alert.closed_at === null,
      words: wordsOf(alert),
    }))
    .filter(({ from, to }) => to >= window.from && from <= window.to)
    .sort((a, b) => a.from - b.from);
}

/** The journal entries within the window, oldest first. */
export function journalMarks(entries: readonly JournalEntry[], window: TimeWindow): JournalMark[] {
  return entries
    .map((entry) => ({
      id: entry.id,
      kind: entry.kind,
      time: Date.parse(entry.at),
      words: [
        text(`history.mark.${entry.kind}`),
        ...(entry.amount_ml ? [`${entry.amount_ml} ml`] : []),
        ...(entry.note ? [entry.note] : []),
      ].join(' · '),
    }))
    .filter(({ time }) => time >= window.from && time <= window.to)
    .sort((a, b) => a.time - b.time);
}

/** Descriptions of the alerts and journal entries at a time, or at most `nearMs` from it. */
export const wordsAt = (
  alerts: readonly AlertMark[],
  journal: readonly JournalMark[],
  time: number,
  nearMs: number,
): string[] => [
  ...alerts.filter(({ from, to }) => time >= from - nearMs && time <= to + nearMs).map(({ words }) => words),
  ...journal.filter((mark) => Math.abs(mark.time - time) <= nearMs).map(({ words }) => words),
];
