/** The one judgement of how a plant is. */

/**
 * In the order of their urgency.
 * - `alert`: a value is outside its limits, something was found about one that the owner is told of, or one of several
 *   devices is silent.
 * - `offline`: none of its devices is heard.
 * - `stale`: a metric has no new values, while devices are heard.
 * - `no_data`: it has or had a device, but no device of it has measured anything.
 * - `ok`
 * - `no_sensor`: it never had a device, so nothing is missing.
 */
export const PLANT_STATUSES = ['alert', 'offline', 'stale', 'no_data', 'ok', 'no_sensor'] as const;
export type PlantStatus = (typeof PLANT_STATUSES)[number];

/** What a plant is judged by. */
export interface PlantState {
  /** Its open alerts about values. */
  urgentAlerts: number;
  deviceCount: number;
  offlineCount: number;
  /** Metrics without new values. */
  staleCount: number;
  /** Whether any of its devices has measured something. */
  hasValues: boolean;
  /** Whether it ever had a device. */
  hadDevice: boolean;
}

/** The most urgent status of a plant. */
export function plantStatus(state: PlantState): PlantStatus {
  const { urgentAlerts, deviceCount, offlineCount, staleCount, hasValues, hadDevice } = state;
  if (urgentAlerts > 0) return 'alert';
  if (deviceCount > 0 && offlineCount === deviceCount) return 'offline';
  if (offlineCount > 0) return 'alert';
  if (staleCount > 0) return 'stale';
  if (hasValues) return 'ok';
  return deviceCount === 0 && !hadDevice ? 'no_sensor' : 'no_data';
}
