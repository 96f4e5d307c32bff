import { describe, expect, it } from 'vitest';
import { thresholdsSchema } from './thresholds.ts';

describe('thresholds', () => {
  it.each([
    {},
    { soil_moisture: {} },
    { soil_moisture: { min: 20 } },
    { soil_moisture: { min: null, max: 60 } },
    { temperature: { min: -50, max: 100 } },
    { light_level: { max: 200_000 } },
    { humidity: { min: 50, max: 50 } },
  ])('take %j', (thresholds) => {
    expect(thresholdsSchema.parse(thresholds)).toEqual(thresholds);
  });

  it.each([
    [{ soil_moisture: { min: 60, max: 20 } }, ['soil_moisture', 'min']],
    [{ soil_moisture: { min: -1 } }, ['soil_moisture', 'min']],
    [{ humidity: { max: 100.1 } }, ['humidity', 'max']],
    [{ temperature: { min: '20' } }, ['temperature', 'min']],
    [{ temperature: { min: Number.NaN } }, ['temperature', 'min']],
    [{ temperature: { max: Number.POSITIVE_INFINITY } }, ['temperature', 'max']],
    [{ soil_moisture: { least: 20 } }, ['soil_moisture']],
    [{ happiness: { min: 1 } }, []],
    [[], []],
  ])('refuse %j, naming the field', (thresholds, path) => {
    const result = thresholdsSchema.safeParse(thresholds);
    expect(result.error?.issues[0]?.path).toEqual(path);
  });
});
