import { afterEach, describe, expect, it } from 'vitest';
import { useLanguage } from '../messages/text';
import { settled } from '../testing/fake-server';
import { at, device } from '../testing/samples';
import { mountPage } from '../testing/screen';
import DeviceFindings from './DeviceFindings.vue';

const setAside = (metric: 'humidity' | 'temperature', severity: 'info' | 'warning' = 'warning') => ({
  code: 'value_set_aside' as const,
  metric,
  since: at('11:00'),
  last_at: at('11:58'),
  count: 3,
  evidence: { sent: 'nan', why: 'not_a_number' },
  severity,
  title: 'in English',
  advice: 'in English',
});
const shown = (...findings: ReturnType<typeof setAside>[]) =>
  mountPage(DeviceFindings, { device: device('esp', null, { findings }) });

afterEach(() => useLanguage('en'));

describe('what was noticed about a device', () => {
  it('is shown with what to do, how often and since when, one entry each', async () => {
    const page = await shown(setAside('humidity'), setAside('temperature', 'info'));
    const [first, second] = page.roles('listitem').map(({ textContent }) => textContent);
    expect(first).toContain('Humidity was set aside: nan is not a number.');
    expect(first).toContain('Check the sensor and its wiring.');
    expect(first).toContain('3 times, first 1 h ago');
    expect(second).toContain('Temperature was set aside');
    expect(page.roles('img').map((icon) => icon.getAttribute('aria-label'))).toEqual(['Warning', 'Note']);
  });

  it('is said in the language of the dashboard', async () => {
    const page = await shown(setAside('humidity'));
    await useLanguage('de');
    await settled();
    expect(page.words()).toContain('Luftfeuchte wurde zurückgelegt');
  });

  it('takes no room when there is nothing', async () => {
    expect((await shown()).has('list')).toBe(false);
  });
});
