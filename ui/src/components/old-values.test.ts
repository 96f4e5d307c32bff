import { describe, expect, it } from 'vitest';
import { at, fern } from '../testing/samples';
import { isOld, isUnheard } from './old-values';

describe('a value is old', () => {
  const stale = [{ metric: 'humidity' as const, since: at('10:00') }];
  it.each([
    ['where all is well', fern(), false, false],
    ['where nothing new of its metric comes', fern({ stale }), true, false],
    ['where one of two devices is silent', fern({ device_count: 2, offline_count: 1 }), false, false],
    ['where no device is heard', fern({ device_count: 2, offline_count: 2 }), true, true],
    ['where there is no device', fern({ device_count: 0 }), false, false],
  ])('%s', (_where, plant, humidityIsOld, allIsOld) => {
    expect([isOld(plant, 'humidity'), isUnheard(plant)]).toEqual([humidityIsOld, allIsOld]);
  });
});
