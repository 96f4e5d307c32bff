import { heartbeatPayloadSchema, telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import {
  METRIC_NAMES,
  METRICS,
  type Metric,
  type MetricDescriptor,
  type MetricValues,
} from '@plantops/shared/metrics.ts';
import { describe, expect, it, vi } from 'vitest';
import { readingAt, sensorsOf, vitalsAt } from './curves.ts';
import { type DeviceProfile, deviceProfile } from './profiles.ts';

const DAY = Date.UTC(2026, 5, 10);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const sill = deviceProfile(1, 7, 0);
/** Typed as complete, because the tests only use metrics that every board measures. */
const measured = (profile: DeviceProfile, timeMs: number) => readingAt(profile, timeMs) as Required<MetricValues>;
const atHour = (profile: DeviceProfile, hour: number, day = 0) =>
  measured(profile, DAY + day * DAY_MS + hour * HOUR_MS);

/** Readings of several days, one every ten minutes. */
function days(profile: DeviceProfile, count: number) {
  return Array.from({ length: count * 144 }, (_, step) => {
    const time = DAY + step * 10 * MINUTE_MS;
    return { time, hour: (step / 6) % 24, ...measured(profile, time) };
  });
}

function correlation(pairs: [number, number][]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(pairs.map((pair) => pair[0])), mean(pairs.map((pair) => pair[1]))];
  const covariance = mean(pairs.map(([a, b]) => (a - x) * (b - y)));
  return covariance / Math.sqrt(mean(pairs.map(([a]) => (a - x) ** 2)) * mean(pairs.map(([, b]) => (b - y) ** 2)));
}

/** The hour at which a metric is highest on average. */
function peakHour(readings: ReturnType<typeof days>, metric: 'light_level' | 'temperature'): number {
  const sums = new Map<number, number>();
  for (const reading of readings) sums.set(reading.hour, (sums.get(reading.hour) ?? 0) + reading[metric]);
  return [...sums].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

describe('readings of a simulated device', () => {
  it('are the same for the same seed and time, and different for another seed', () => {
    expect(readingAt(sill, DAY + 12 * HOUR_MS)).toEqual(readingAt(deviceProfile(1, 7, 0), DAY + 12 * HOUR_MS));
    expect(days(deviceProfile(1, 8, 0), 1)).not.toEqual(days(sill, 1));
    expect(atHour(deviceProfile(2, 7, 0), 12)).not.toEqual(atHour(sill, 12));
  });

  it('fit the schema at all times, for every spot', () => {
    for (let number = 1; number <= 6; number += 1) {
      for (const reading of days(deviceProfile(number, 3, 60), 10)) {
        const payload = { timestamp: new Date(reading.time).toISOString(), ...reading };
        expect(() => telemetryPayloadSchema.parse(payload)).not.toThrow();
      }
    }
  });

  it('show no light at night and the most around noon', () => {
    for (let day = 0; day < 7; day += 1) {
      expect(atHour(sill, 2, day).light_level).toBe(0);
      expect(atHour(sill, 13, day).light_level).toBeGreaterThan(5_000);
    }
    expect(peakHour(days(sill, 30), 'light_level')).toBeGreaterThan(10);
    expect(peakHour(days(sill, 30), 'light_level')).toBeLessThan(16);
  });

  it("follow the owner's clock", () => {
    const east = deviceProfile(1, 7, 12 * 60);
    expect(measured(east, DAY + 2 * HOUR_MS).light_level).toBeGreaterThan(5_000);
    expect(measured(east, DAY + 14 * HOUR_MS).light_level).toBe(0);
  });

  it('have a temperature that peaks one to five hours after the light', () => {
    const readings = days(sill, 30);
    const lag = peakHour(readings, 'temperature') - peakHour(readings, 'light_level');
    expect(lag).toBeGreaterThanOrEqual(1);
    expect(lag).toBeLessThanOrEqual(5);
  });

  it('have humidity that falls when the temperature rises', () => {
    expect(correlation(days(sill, 10).map((reading) => [reading.temperature, reading.humidity]))).toBeLessThan(-0.9);
  });

  it('have soil that dries slowly and becomes wet within a quarter of an hour after watering', () => {
    const readings = days(sill, 12);
    const steps = readings
      .slice(1)
      .map((reading, index) => reading.soil_moisture - (readings[index]?.soil_moisture ?? NaN));
    const waterings = steps.filter((step) => step > 5);
    expect(waterings.length).toBeGreaterThanOrEqual(3);
    expect(waterings.length).toBeLessThanOrEqual(4);
    expect(Math.max(...waterings)).toBeGreaterThan(25);
    expect(Math.min(...steps)).toBeGreaterThan(-1);
    expect(Math.min(...readings.map((reading) => reading.soil_moisture))).toBeGreaterThan(sill.drySoil - 1);
  });

  it('change from one reading to the next without jumping', () => {
    const start = DAY + 11 * HOUR_MS;
    for (let step = 0; step < 200; step += 1) {
      const [before, after] = [measured(sill, start + step * 5_000), measured(sill, start + (step + 1) * 5_000)];
      expect(Math.abs(after.temperature - before.temperature)).toBeLessThanOrEqual(0.2);
      expect(Math.abs(after.humidity - before.humidity)).toBeLessThanOrEqual(0.6);
    }
  });
});

describe('the sensors of a simulated board', () => {
  it('match its readings: the usual ones, and further ones on every third board', () => {
    const usual = METRIC_NAMES.filter((metric) => METRICS[metric].simulated.boards === 'all');
    expect(usual).toEqual(expect.arrayContaining(['soil_moisture', 'temperature', 'humidity', 'light_level']));
    for (let number = 1; number <= 7; number += 1) {
      const sensors = sensorsOf({ number });
      expect(sensors).toEqual(number % 3 === 0 ? METRIC_NAMES : usual);
      expect(Object.keys(readingAt(deviceProfile(number, 1, 0), DAY))).toEqual(sensors);
    }
  });

  it.each<[Metric, number, number]>([
    ['humidity', 120, 100],
    ['humidity', -3, 0],
    ['temperature', 21.2345, 21.2],
    ['light_level', 812.7, 813],
  ])("report %s of %d as %d: within the range and with the metric's number of digits", (metric, value, reported) => {
    const { simulated } = METRICS[metric] as { simulated: MetricDescriptor['simulated'] };
    vi.spyOn(simulated, 'value').mockReturnValueOnce(value);
    expect(readingAt(sill, DAY)[metric]).toBe(reported);
    vi.restoreAllMocks();
  });
});

describe('vitals of a simulated device', () => {
  it('fit the schema, with a battery that only discharges between replacements', () => {
    const levels = Array.from({ length: 200 }, (_, day) => {
      const vitals = vitalsAt(sill, DAY + day * DAY_MS, day * 86_400, 'simulator');
      expect(heartbeatPayloadSchema.parse(vitals)).toEqual(vitals);
      return vitals.battery_pct ?? NaN;
    });
    const rises = levels.slice(1).filter((level, index) => level > (levels[index] ?? NaN));
    expect(rises.length).toBeLessThanOrEqual(2);
  });
});

describe('identities', () => {
  it('are stable, unique and locally administered, and do not depend on the seed', () => {
    const macs = Array.from({ length: 1000 }, (_, index) => deviceProfile(index + 1, 1, 0).macAddress);
    expect(new Set(macs).size).toBe(1000);
    expect(macs.every((mac) => /^02(:[0-9a-f]{2}){5}$/.test(mac))).toBe(true);
    expect(deviceProfile(3, 99, 0)).toMatchObject({ macAddress: macs[2], name: 'Kitchen counter' });
    expect(deviceProfile(7, 1, 0).name).toBe('Window sill 2');
  });
});
