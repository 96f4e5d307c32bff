import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { describe, expect, it } from 'vitest';
import type { CurrentCarePlan } from '../../api/generated';
import { useLanguage } from '../../messages/text';
import { currentPlan } from '../../testing/care-samples';
import { at, basil, fern } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import CareFindings from './CareFindings.vue';

const wet = finding({
  code: 'overwatered',
  severity: 'urgent',
  confidence: 'sure',
  evidence: { waterings: 4, days: 6, total_ml: 1600, soil: 91, upper: 70 },
  from: '2026-01-01T09:00:00.000Z',
  to: at('11:00'),
  asks: ['hold_water'],
});
const dark = finding({
  code: 'too_dark',
  metric: 'light_level',
  confidence: 'likely',
  evidence: { dli: 0.6, days: 5, least: 2, species: true },
  from: null,
  to: null,
  asks: ['move_brighter'],
});
const plan = (more: Partial<CurrentCarePlan> = {}): CurrentCarePlan =>
  currentPlan(1, 'fern', {
    diagnosis_now: diagnosis({
      at: at('12:00'),
      level: 'urgent',
      findings: [wet, dark],
      asks: ['hold_water'],
      settled: [
        { dropped: 'move_brighter', from: 'too_dark', kept: null, because: 'overwatered', rule: 'harm_before_comfort' },
      ],
    }),
    figures: {
      light: [
        { day: '2026-01-05', dli: 0.5, bright_lux: 300, hours: 24 },
        { day: '2026-01-06', dli: 0.7, bright_lux: 400, hours: 24 },
        { day: '2026-01-07', dli: 0.1, bright_lux: 100, hours: 12 },
      ],
      nights: [
        { day: '2026-01-06', min: 1.2, mean: 4 },
        { day: '2026-01-07', min: -3.5, mean: 0 },
      ],
      air: [],
    },
    ...more,
  });

describe('what was found', () => {
  it('stands in its order, each with its figures, how sure it is and over which time', async () => {
    const page = await mountPage(CareFindings, { plant: fern(), plan: plan() });
    const [first, second] = page.testIds('finding').map(({ textContent }) => textContent ?? '');
    expect(first).toMatch(
      /^Urgent: Overwatered: soil at 91%.*4 times in 6 days, 1,600 ml in all.*above 70%.*Sure · from Jan 1, 2026/s,
    );
    expect(second).toMatch(/Too dark: 0\.6 mol.*Likely$/s);
  });

  it('asks for what was settled, and says what was set aside and why', async () => {
    const page = await mountPage(CareFindings, { plant: fern(), plan: plan() });
    expect(page.testId('asks').textContent).toBe('Do not water until the soil has dried.');
    expect(page.testId('settled').textContent).toMatch(/^One request was set aside.*is not asked for, because/s);
  });

  it('shows the light of whole days and the least of nights, also in words', async () => {
    const page = await mountPage(CareFindings, { plant: fern(), plan: plan() });
    const lists = [...page.wrapper.element.querySelectorAll('figure')].map(({ textContent }) => textContent ?? '');
    expect(lists).toHaveLength(2);
    expect(lists[0]).toMatch(/Light of each day.*0\.7 mol/s);
    expect(lists[0]).not.toContain('0.1 mol');
    expect(lists[1]).toMatch(/Coldest of each night.*-3\.5 °C/s);
  });

  it('is that of the other plant where another plan is shown, in the language of the dashboard', async () => {
    await useLanguage('de');
    const page = await mountPage(CareFindings, { plant: basil(), plan: plan() });
    expect(page.words()).toContain('Was zu tun ist');
    expect(page.testIds('finding')[0]?.textContent).toContain('Basil');
    const quiet = currentPlan(2, 'fern');
    await page.change({ plant: fern(), plan: quiet });
    expect(page.testIds('finding')).toEqual([]);
    expect(page.words()).toContain('Im Augenblick nichts.');
    expect(page.testIds('settled')).toEqual([]);
  });
});
