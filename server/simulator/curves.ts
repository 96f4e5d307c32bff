/**
 * What a sensor at a given spot measures at a given moment: a pure function, the same for the same profile and time,
 * so that history can be made up at any point and a restart goes on where it stopped.
 */
import type { HeartbeatPayload } from '@plantops/shared/messages.ts';
import { METRICS, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
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
/** Room air follows the sun of the last hours: how many half hours count, and how fast they fade. */
const WARMTH_STEPS = 10;
const WARMTH_FADE = 0.8;
/** Warm air holds more water: relative humidity lost per °C. */
const HUMIDITY_PER_DEGREE = 2.2;

/** Evenly spread over 0…1, the same for the same numbers (a 32-bit integer hash, "lowbias32" by Chris Wellons). */
function hash(seed: number, channel: number, step: number): number {
  let x = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(channel | 0, 0x85ebca6b) ^ (step | 0)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Smooth noise between -1 and 1 that changes over `periodMs`. */
function drift(seed: number, channel: number, timeMs: number, periodMs: number): number {
  const position = timeMs / periodMs;
  const step = Math.floor(position);
  const fraction = position - step;
  const eased = fraction * fraction * (3 - 2 * fraction);
  const from = hash(seed, channel, step);
  return 2 * (from + (hash(seed, channel, step + 1) - from) * eased) - 1;
}

const CHANNEL = {
  clouds: 1,
  lightGrain: 2,
  temperature: 3,
  humidity: 4,
  soil: 5,
  phase: 6,
  rssi: 7,
  temperatureGrain: 8,
} as const;

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

function lightLevel(profile: DeviceProfile, timeMs: number): number {
  const hour = localHour(profile, timeMs);
  const grain = 1 + 0.02 * drift(profile.seed, CHANNEL.lightGrain, timeMs, 8_000);
  const lamp = hour >= LAMP_FROM_H && hour < LAMP_UNTIL_H ? profile.lampLux : 0;
  return (profile.peakLux * sunlight(profile, timeMs) + lamp) * grain;
}

/** The sun of the last five hours, 0 to about 1: what makes temperature lag behind light. */
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

function temperature(profile: DeviceProfile, timeMs: number): number {
  const weather = 0.6 * drift(profile.seed, CHANNEL.temperature, timeMs, 5 * HOUR_MS);
  const grain = 0.08 * drift(profile.seed, CHANNEL.temperatureGrain, timeMs, 12_000);
  return profile.baseTemperature + profile.temperatureSwing * warmth(profile, timeMs) + weather + grain;
}

function humidity(profile: DeviceProfile, timeMs: number): number {
  const loss = HUMIDITY_PER_DEGREE * (temperature(profile, timeMs) - profile.baseTemperature);
  return profile.baseHumidity - loss + 1.2 * drift(profile.seed, CHANNEL.humidity, timeMs, 90_000);
}

/** Time since the last watering, which falls on the same hour of every n-th day. */
function sinceWatering(profile: DeviceProfile, timeMs: number): number {
  const cycle = profile.wateringDays * DAY_MS;
  const firstDay = Math.floor(hash(profile.seed, CHANNEL.phase, 0) * profile.wateringDays);
  const since = (localMs(profile, timeMs) - firstDay * DAY_MS - WATERING_HOUR * HOUR_MS) % cycle;
  return since < 0 ? since + cycle : since;
}

function soilMoisture(profile: DeviceProfile, timeMs: number): number {
  const since = sinceWatering(profile, timeMs);
  const range = profile.wetSoil - profile.drySoil;
  const noise = 0.15 * drift(profile.seed, CHANNEL.soil, timeMs, 20_000);
  if (since < SOAK_MS) return profile.drySoil + range * (since / SOAK_MS) + noise;
  const share = (since - SOAK_MS) / (profile.wateringDays * DAY_MS - SOAK_MS);
  const left = (Math.exp(-DRYING_SHAPE * share) - Math.exp(-DRYING_SHAPE)) / (1 - Math.exp(-DRYING_SHAPE));
  return profile.drySoil + range * left + noise;
}

function rounded(metric: Metric, value: number, decimals: number): number {
  const { min, max } = METRICS[metric];
  const factor = 10 ** decimals;
  return Math.round(Math.min(max, Math.max(min, value)) * factor) / factor;
}

/** What the device measures at `timeMs` (ms since 1970), in the metrics' units. */
export function readingAt(profile: DeviceProfile, timeMs: number): Required<MetricValues> {
  return {
    soil_moisture: rounded('soil_moisture', soilMoisture(profile, timeMs), 1),
    temperature: rounded('temperature', temperature(profile, timeMs), 1),
    humidity: rounded('humidity', humidity(profile, timeMs), 1),
    light_level: rounded('light_level', lightLevel(profile, timeMs), 0),
  };
}

/** A battery lasts so long; then it is changed. */
const BATTERY_DAYS = 120;

/** What the device says of itself at `timeMs`, having run for `uptimeS` seconds. */
export function vitalsAt(
  profile: DeviceProfile,
  timeMs: number,
  uptimeS: number,
  firmwareVersion: string,
): HeartbeatPayload {
  const age = (timeMs / DAY_MS + BATTERY_DAYS * hash(profile.seed, CHANNEL.phase, 1)) % BATTERY_DAYS;
  return {
    uptime_s: Math.floor(uptimeS),
    rssi_dbm: Math.round(profile.rssiDbm + 4 * drift(profile.seed, CHANNEL.rssi, timeMs, 3 * MINUTE_MS)),
    battery_pct: Math.round(100 - (95 * age) / BATTERY_DAYS),
    firmware_version: firmwareVersion,
  };
}
