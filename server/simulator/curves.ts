/**
 * What a board at a given spot sends at a given time: a pure function of profile and time, so that history can be
 * generated for any time and a restart continues where it stopped.
 */
import type { HeartbeatPayload } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, METRICS, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import { drift, hash } from './noise.ts';
import type { DeviceProfile } from './profiles.ts';
import { surroundingsAt } from './surroundings.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Every third board has the sensors that not all boards have. */
const SOME_BOARDS = 3;

/** The metrics that a board measures. */
export const sensorsOf = ({ number }: Pick<DeviceProfile, 'number'>): Metric[] =>
  METRIC_NAMES.filter((metric) => METRICS[metric].simulated.boards === 'all' || number % SOME_BOARDS === 0);

/** What a sensor can report: limited to its range and rounded to its number of digits. */
function reported(metric: Metric, value: number): number {
  const { min, max, decimals } = METRICS[metric];
  return Number(Math.min(max, Math.max(min, value)).toFixed(decimals));
}

/** What the device measures at `timeMs` (ms since 1970), in the metrics' units. */
export function readingAt(profile: DeviceProfile, timeMs: number): MetricValues {
  const surroundings = surroundingsAt(profile, timeMs);
  const values: MetricValues = {};
  for (const metric of sensorsOf(profile))
    values[metric] = reported(metric, METRICS[metric].simulated.value(surroundings));
  return values;
}

/** Channels of noise. */
const CHANNEL = { battery: 6, rssi: 7 } as const;

/** A battery lasts this long; then it is replaced. */
const BATTERY_DAYS = 120;

/** The device's vitals at `timeMs` (ms since 1970), after running for `uptimeS` seconds. */
export function vitalsAt(
  profile: DeviceProfile,
  timeMs: number,
  uptimeS: number,
  firmwareVersion: string,
): HeartbeatPayload {
  const age = (timeMs / DAY_MS + BATTERY_DAYS * hash(profile.seed, CHANNEL.battery, 1)) % BATTERY_DAYS;
  return {
    uptime_s: Math.floor(uptimeS),
    rssi_dbm: Math.round(profile.rssiDbm + 4 * drift(profile.seed, CHANNEL.rssi, timeMs, 3 * MINUTE_MS)),
    battery_pct: Math.round(100 - (95 * age) / BATTERY_DAYS),
    firmware_version: firmwareVersion,
  };
}
