import type { DryRunAlert } from '@plantops/shared/api/dry-runs.ts';
import type { RunAlert } from './side-tally.ts';

const subjectOf = ({ plantId, deviceId, metric, direction }: RunAlert): string =>
  JSON.stringify(metric === null ? [plantId, deviceId] : [plantId, metric, direction]);

const overlap = (one: RunAlert, other: RunAlert): boolean =>
  one.openedAt <= (other.closedAt ?? Number.POSITIVE_INFINITY) &&
  other.openedAt <= (one.closedAt ?? Number.POSITIVE_INFINITY);

const shown = (
  { plantId, metric, direction, message, openedAt, closedAt }: RunAlert,
  where: DryRunAlert['found_in'],
) => ({
  plant_id: plantId,
  metric,
  direction,
  message,
  opened_at: new Date(openedAt).toISOString(),
  closed_at: closedAt === undefined ? null : new Date(closedAt).toISOString(),
  found_in: where,
});

/**
 * The alerts of two runs side by side. An alert is in both if they were open about the same at the same time, even if one
 * opened a little earlier. Each pairs with one other only.
 * @param running undefined: nothing is compared
 * @returns the alerts by the time at which they opened; a pair is shown as in the run that is tried
 */
export function pairAlerts(tried: readonly RunAlert[], running: readonly RunAlert[] | undefined): DryRunAlert[] {
  const open = Map.groupBy(running ?? [], subjectOf);
  const all = tried.map((alert) => {
    const candidates = open.get(subjectOf(alert)) ?? [];
    const place = candidates.findIndex((other) => overlap(alert, other));
    if (place >= 0) candidates.splice(place, 1);
    return shown(alert, place >= 0 ? 'both' : 'tried');
  });
  const left = [...open.values()].flat().map((alert) => shown(alert, 'running'));
  return [...all, ...left].sort((one, other) => one.opened_at.localeCompare(other.opened_at));
}
