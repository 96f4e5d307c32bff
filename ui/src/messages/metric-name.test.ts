import { afterEach, expect, it } from 'vitest';
import { metricName } from './metric-name';
import { useLanguage } from './text';

afterEach(() => useLanguage('en'));

it('a metric is named as its descriptor says, in the chosen language', async () => {
  expect(metricName('light_level')).toBe('Light');
  await useLanguage('de');
  expect(metricName('light_level')).toBe('Licht');
});
