import type { CareFinding } from '@plantops/shared/diagnosis/diagnosis.ts';
import { finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { describe, expect, it } from 'vitest';
import type { Plant } from '../api/generated';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { lookOf } from '../stores/garden-state';
import { settled } from '../testing/fake-server';
import { alert, at, basil, fern, start, verdict } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import AlertRow from './alerts/AlertRow.vue';
import PlantCard from './dashboard/PlantCard.vue';
import PlantVerdict from './plant/PlantVerdict.vue';

const found = (overrides: Partial<CareFinding>): CareFinding =>
  finding({ severity: 'attention', confidence: 'likely', from: null, to: at('11:59'), ...overrides });
const tooDark = found({
  code: 'too_dark',
  metric: 'light_level',
  evidence: { dli: 0.6, days: 5, least: 2, lux: 400, species: true },
  asks: ['move_brighter'],
});
const cold = found({
  code: 'cold_now',
  metric: 'temperature',
  severity: 'urgent',
  evidence: { value: 4.2, limit: 12 },
  asks: ['move_warmer'],
});
const offline = found({ code: 'all_silent', metric: null, evidence: { hours: 9 }, asks: ['check_sensor'] });
const dark = (more: Partial<Plant> = {}) =>
  fern({ verdict: verdict({ level: 'attention', findings: [tooDark], asks: ['move_brighter'] }), ...more });

describe('how a plant looks', () => {
  it.each<[string, Partial<Plant>, ReturnType<typeof lookOf>]>([
    ['well', {}, 'ok'],
    ['too dark, though no alert is open', dark(), 'attention'],
    ['in danger, though no alert is open', { verdict: verdict({ level: 'urgent', findings: [cold] }) }, 'alert'],
    ['with an open alert, before it is judged anew', { status: 'alert', open_alerts: 1, unseen_alerts: 1 }, 'alert'],
    ['with alerts that the owner knows of', { status: 'alert', open_alerts: 1, unseen_alerts: 0 }, 'seen'],
    ['not judged yet', { verdict: null }, 'unjudged'],
    ['of which nothing can be believed', { verdict: verdict({ level: 'unknown' }) }, 'unjudged'],
    ['that is silent', { status: 'offline', verdict: verdict({ level: 'attention', findings: [offline] }) }, 'offline'],
    [
      'that is silent and was in danger',
      { status: 'stale', verdict: verdict({ level: 'urgent', findings: [cold] }) },
      'alert',
    ],
    ['without a sensor', { status: 'no_sensor', verdict: verdict({ level: 'unknown' }) }, 'no_sensor'],
    [
      'without a sensor, due for water',
      {
        status: 'no_sensor',
        verdict: verdict({ level: 'attention', findings: [found({ code: 'watering_due', evidence: {} })] }),
      },
      'attention',
    ],
  ])('is that of a plant %s', (_how, more, look) => {
    expect(lookOf(fern(more))).toBe(look);
  });
});

describe('the verdict on a plant', () => {
  it('is the same on its card, on its page and beside its alert, and that of each plant its own', async () => {
    const [one, other] = [dark(), basil({ verdict: verdict({ level: 'urgent', findings: [cold] }) })];
    server.answer('GET', '/api/start', start({ plants: [one, other] }));
    const screen = openScreen();
    screen.garden.start();
    await settled();
    const said = async (component: Parameters<typeof mountPage>[0], props: Record<string, unknown>) =>
      (await mountPage(component, props, { screen })).wrapper.find('[data-testid=verdict]').text();
    expect(await said(PlantCard, { plant: one })).toMatch(/^Too dark: 0\.6 mol/);
    expect(await said(PlantVerdict, { plant: one })).toMatch(
      /^Fern gets about 0\.6 mol.*Move it closer to a window\.$/,
    );
    expect(await said(AlertRow, { alert: alert(1), withPlant: true })).toMatch(/^Too dark: .*Move it closer/);
    expect(await said(PlantCard, { plant: other })).not.toContain('dark');
    expect(await said(AlertRow, { alert: alert(2, 'basil'), withPlant: true })).not.toContain('dark');
  });

  it('never says that all is well beside what is wrong', async () => {
    const card = await mountPage(PlantCard, { plant: dark() });
    expect(card.wrapper.text()).not.toContain('All well');
    expect(card.wrapper.text()).toContain('Have a look');
    const well = await mountPage(PlantCard, { plant: basil() });
    expect(well.wrapper.text()).toContain('All well');
  });

  it('is in the language and the units of the dashboard, whatever they were when it was made', async () => {
    const plant = basil({ verdict: verdict({ level: 'urgent', findings: [cold], asks: ['move_warmer'] }) });
    const page = await mountPage(PlantVerdict, { plant });
    await useLanguage('de');
    preferences.temperatureUnit = 'fahrenheit';
    await settled();
    expect(page.wrapper.text()).toContain('40 °F');
    expect(page.wrapper.text()).toMatch(/Stelle sie wärmer/);
  });

  it('of a plant without a sensor says when water is due', async () => {
    const plant = fern({ status: 'no_sensor', device_count: 0, latest: null });
    const card = await mountPage(PlantCard, {
      plant: { ...plant, verdict: verdict({ level: 'unknown', next_watering: '2026-01-10' }) },
    });
    expect(card.wrapper.find('[data-testid=verdict]').text()).toBe('Next watering: In 3 days');
  });
});
