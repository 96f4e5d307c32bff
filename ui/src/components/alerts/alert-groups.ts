/** Groups open alerts by urgency, the most urgent first. Pure. */
import type { Alert } from '../../api/generated';

/** `new`: opened within the last hour; `lasting`: opened earlier; `seen`: acknowledged, whenever it was opened. */
export type Urgency = 'new' | 'lasting' | 'seen';

const ORDER = ['new', 'lasting', 'seen'] as const satisfies readonly Urgency[];
const NEW_MS = 60 * 60_000;

export interface AlertGroup {
  urgency: Urgency;
  /** Newest first. */
  alerts: Alert[];
}

const urgencyOf = ({ acknowledged_at: seen, opened_at: opened }: Alert, now: number): Urgency =>
  seen !== null ? 'seen' : now - Date.parse(opened) < NEW_MS ? 'new' : 'lasting';

/** @param now milliseconds @returns the groups that are not empty, the most urgent first */
export function alertGroups(alerts: readonly Alert[], now: number): AlertGroup[] {
  return ORDER.map((urgency) => ({
    urgency,
    alerts: alerts.filter((alert) => urgencyOf(alert, now) === urgency).sort((a, b) => b.id - a.id),
  })).filter(({ alerts: ofGroup }) => ofGroup.length > 0);
}
