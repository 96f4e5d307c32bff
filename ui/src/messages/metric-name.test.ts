import { afterEach, expect, it } from 'vitest';
import { metricName } from './metric-name';
import { useLanguage } from './text';

afterEach(() => useLanguage('en'));

it('a metric is called as its descriptor says, in the language that is chosen', async () => {
  expect(metricName('light_level')).toBe('Light');
  await useLanguage('de');
  expect(metricName('light_level')).toBe('Licht');
});
