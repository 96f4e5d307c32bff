/** A simulated board's surroundings at one moment: sun, warmth, lamps, and how wet its soil is. */
import type { Surroundings } from '@plantops/shared/metrics.ts';
import { drift, hash } from './noise.ts';
import type { DeviceProfile } from './profiles.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SUNRISE_H = 6;
const SUNSET_H = 20;
const LAMP_FROM_H = 18;
const LAMP_UNTIL_H = 23;
const WATERING_HOUR = 8;
/** Water needs minutes to soak in. */
const SOAK_MS = 10 * MINUTE_MS;
/** A pot dries fast at first, then slowly. */
const DRYING_SHAPE = 1.5;
/** Room air follows the sun of the last hours: how many half hours count, and the factor by which each one fades. */
const WARMTH_STEPS = 10;
const WARMTH_FADE = 0.8;

/** Noise channels. Those of the metrics are numbered by their period in milliseconds, which is greater. */
const CHANNEL = { clouds: 1, watering: 6 } as const;

const localMs = (profile: DeviceProfile, timeMs: number): number => timeMs + profile.utcOffsetMinutes * MINUTE_MS;
const localHour = (profile: DeviceProfile, timeMs: number): number => {
  const ms = localMs(profile, timeMs) % DAY_MS;
  return (ms < 0 ? ms + DAY_MS : ms) / HOUR_MS;
};

/** Sunlight at the spot as a share of a clear noon, 0 at night. */
function sunlight(profile: DeviceProfile, timeMs: number): number {
  const hour = localHour(profile, timeMs);
  if (hour <= SUNRISE_H || hour >= SUNSET_H) return 0;
  const height = Math.sin((Math.PI * (hour - SUNRISE_H)) / (SUNSET_H - SUNRISE_H));
  const clouds = 0.78 + 0.22 * drift(profile.seed, CHANNEL.clouds, timeMs, 50 * MINUTE_MS);
  return height ** 1.4 * clouds;
}

/** The sun of the last five hours, 0 to about 1: it makes temperature lag behind light. */
function warmth(profile: DeviceProfile, timeMs: number): number {
  let sum = 0;
  let weights = 0;
  for (let step = 0; step < WARMTH_STEPS; step += 1) {
    const weight = WARMTH_FADE ** step;
    sum += weight * sunlight(profile, timeMs - step * 30 * MINUTE_MS);
    weights += weight;
  }
  return sum / weights;
}

/** Time since the last watering, which happens at the same hour of every n-th day. */
function sinceWatering(profile: DeviceProfile, timeMs: number): number {
  const cycle = profile.wateringDays * DAY_MS;
  const firstDay = Math.floor(hash(profile.seed, CHANNEL.watering, 0) * profile.wateringDays);
  const since = (localMs(profile, timeMs) - firstDay * DAY_MS - WATERING_HOUR * HOUR_MS) % cycle;
  return since < 0 ? since + cycle : since;
}

/** 1 right after watering, 0 just before the next one. */
function wetness(profile: DeviceProfile, timeMs: number): number {
  const since = sinceWatering(profile, timeMs);
  if (since < SOAK_MS) return since / SOAK_MS;
  const share = (since - SOAK_MS) / (profile.wateringDays * DAY_MS - SOAK_MS);
  return (Math.exp(-DRYING_SHAPE * share) - Math.exp(-DRYING_SHAPE)) / (1 - Math.exp(-DRYING_SHAPE));
}

/** @param timeMs since 1970 */
export function surroundingsAt(profile: DeviceProfile, timeMs: number): Surroundings {
  const hour = localHour(profile, timeMs);
  return {
    sun: sunlight(profile, timeMs),
    warmth: warmth(profile, timeMs),
    lampLux: hour >= LAMP_FROM_H && hour < LAMP_UNTIL_H ? profile.lampLux : 0,
    wetness: wetness(profile, timeMs),
    place: profile,
    drift: (periodS) => drift(profile.seed, Math.round(periodS * 1000), timeMs, periodS * 1000),
  };
}
