import { describe, expect, it } from 'vitest';
import { metricWords } from './languages/metric-words.ts';
import { ALERT_SUBJECTS, METRIC_NAMES, METRICS, perMetric, type Surroundings } from './metrics.ts';
import { LANGUAGES } from './settings/display.ts';

/** A clear noon on a window sill, right between two waterings, without noise. */
const NOON: Surroundings = {
  sun: 1,
  warmth: 1,
  lampLux: 0,
  wetness: 0.5,
  place: { peakLux: 10_000, baseTemperature: 18, temperatureSwing: 6, baseHumidity: 50, wetSoil: 70, drySoil: 30 },
  drift: () => 0,
};
const NIGHT: Surroundings = { ...NOON, sun: 0, warmth: 0 };
const noisy =
  (noise: number): Surroundings['drift'] =>
  (periodS) => {
    expect(periodS).toBeGreaterThan(0);
    return noise;
  };

describe.each(METRIC_NAMES)('the descriptor of %s', (metric) => {
  const { min, max, unit, decimals, icon, colour, axis, trend, judged, simulated } = METRICS[metric];

  it('has texts in every language, an icon and a colour on either surface', () => {
    for (const language of LANGUAGES) {
      const { label, subject, beforeValue } = metricWords(metric, language);
      expect(label).toMatch(/^\p{L}/u);
      expect(subject).toMatch(/^\p{Lu}/u);
      expect(beforeValue).not.toBe('');
    }
    expect(icon).toMatch(/^M.+Z$/i);
    for (const shade of [colour.light, colour.dark]) expect(shade).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('has ranges that fit into each other', () => {
    expect(min).toBeLessThan(max);
    for (const range of [axis.gauge, axis.empty]) {
      expect(range.min).toBeLessThan(range.max);
      expect(range.min).toBeGreaterThanOrEqual(min);
      expect(range.max).toBeLessThanOrEqual(max);
    }
    for (const step of [axis.leastSpan, axis.limitStep, trend]) {
      expect(step.value).toBeGreaterThan(0);
      expect(step.value).toBeLessThan(max - min);
      expect(step.share ?? 0.5).toBeGreaterThan(0);
      expect(step.share ?? 0.5).toBeLessThan(1);
    }
    expect(axis.nearLimit).toBeGreaterThan(0);
    expect(['linear', 'log']).toContain(axis.scale);
    expect([0, 1, 2]).toContain(decimals);
    expect(unit).toBeTypeOf('string');
    expect(judged.lowCounts).toBeTypeOf('boolean');
  });

  it('is simulated with values that are usual indoors, by day and by night, also with noise', () => {
    for (const at of [NOON, NIGHT])
      for (const noise of [-1, 0, 1]) {
        const value = simulated.value({ ...at, drift: noisy(noise) });
        expect(value).toBeGreaterThanOrEqual(axis.gauge.min);
        expect(value).toBeLessThanOrEqual(axis.gauge.max);
      }
    expect(['all', 'some']).toContain(simulated.boards);
  });
});

/** How much the value grows between two surroundings. */
const growth = (metric: (typeof METRIC_NAMES)[number], from: Surroundings, to: Surroundings): number =>
  METRICS[metric].simulated.value(to) - METRICS[metric].simulated.value(from);

describe('simulated surroundings', () => {
  const [dry, wet] = [
    { ...NOON, wetness: 0 },
    { ...NOON, wetness: 1 },
  ];

  it('have soil as wet and as dry as their place says', () => {
    const { value } = METRICS.soil_moisture.simulated;
    expect([value(dry), value(wet)]).toEqual([30, 70]);
  });

  it('are as warm as their place says, and pots less so', () => {
    expect(METRICS.temperature.simulated.value(NIGHT)).toBeCloseTo(18);
    expect(growth('temperature', NIGHT, NOON)).toBeCloseTo(6);
    expect(METRICS.soil_temperature.simulated.value(NIGHT)).toBeCloseTo(17.5);
    expect(growth('soil_temperature', NIGHT, NOON)).toBeCloseTo(3.6);
  });

  it('have drier air in the warmth, and moist air as their place says at night', () => {
    expect(METRICS.humidity.simulated.value(NIGHT)).toBeCloseTo(50);
    expect(growth('humidity', NIGHT, NOON)).toBeLessThan(-5);
  });

  it('are dark at night, lit by lamps in the evening, and as bright as their place says at noon', () => {
    const { value } = METRICS.light_level.simulated;
    expect([value(NIGHT), value({ ...NIGHT, lampLux: 150 }), value(NOON)]).toEqual([0, 150, 10_000]);
  });

  it('have more concentrated salts and a lower pH in drier soil', () => {
    expect(growth('soil_ec', dry, wet)).toBeCloseTo(-350);
    expect(METRICS.soil_ec.simulated.value(dry)).toBeCloseTo(1150);
    expect(growth('ph', dry, wet)).toBeCloseTo(0.2);
    expect(METRICS.ph.simulated.value(dry)).toBeCloseTo(6.3);
  });

  it('have people who breathe out under lamps, and plants that breathe in the sun', () => {
    expect(METRICS.co2.simulated.value(NIGHT)).toBeCloseTo(560);
    expect(growth('co2', NIGHT, NOON)).toBeCloseTo(-90);
    expect(growth('co2', NIGHT, { ...NIGHT, lampLux: 1 })).toBeCloseTo(220);
  });

  it.each(METRIC_NAMES.filter((metric) => metric !== 'light_level'))(
    'have noise in %s, upwards and downwards',
    (metric) => {
      const { value } = METRICS[metric].simulated;
      const [down = 0, still = 0, up = 0] = [-1, 0, 1].map((noise) => value({ ...NOON, drift: noisy(noise) }));
      expect(up).toBeGreaterThan(still);
      expect(down).toBeLessThan(still);
      // The sensor shows the plant's state, not its noise.
      expect(up - down).toBeLessThan((METRICS[metric].axis.gauge.max - METRICS[metric].axis.gauge.min) / 10);
    },
  );

  it('have light that flickers by two in a hundred, and darkness that does not', () => {
    const { value } = METRICS.light_level.simulated;
    expect(value({ ...NOON, drift: () => 1 })).toBeCloseTo(10_200);
    expect(value({ ...NIGHT, drift: () => 1 })).toBe(0);
  });
});

describe('metrics', () => {
  it('are named in order, and a record of them has an entry for each', () => {
    expect(METRIC_NAMES.slice(0, 4)).toEqual(['soil_moisture', 'temperature', 'humidity', 'light_level']);
    expect(perMetric((metric) => metric.length)).toEqual(
      Object.fromEntries(METRIC_NAMES.map((metric) => [metric, metric.length])),
    );
    expect(ALERT_SUBJECTS).toEqual([...METRIC_NAMES, 'offline', 'stale', 'finding']);
  });

  it('are judged by what is too low, but for light: every place is dark at night', () => {
    expect([METRICS.light_level, METRICS.humidity].map(({ judged }) => judged.lowCounts)).toEqual([false, true]);
  });

  it('are shown as temperatures if they are in °C', () => {
    for (const metric of METRIC_NAMES)
      expect(METRICS[metric].isTemperature ?? false, metric).toBe(METRICS[metric].unit === '°C');
  });
});
