import { describe, expect, it } from 'vitest';
import { useLanguage } from '../messages/text';
import { currentPlan } from '../testing/care-samples';
import { basil, fern, latest } from '../testing/samples';
import { mountPage } from '../testing/screen';
import CareNumbers from './care/CareNumbers.vue';
import PlanParts from './care/PlanParts.vue';
import CardMetric from './dashboard/CardMetric.vue';
import MetricGauge from './plant/MetricGauge.vue';

const LIMITS = { light_level: { min: null, max: 21_500 } };
const shaded = fern({
  thresholds: LIMITS,
  ideal: { thresholds: LIMITS, light: 'indirect', pets: 'safe', pets_source: null },
  latest: latest({ light_level: 0 }),
});
/** A plan of the same plant: its numbers have the limits as they were then. */
const plan = () => {
  const made = currentPlan(1);
  const { made_from } = made;
  made_from.metrics.light_level = {
    ...made_from.metrics.light_level,
    thresholds: LIMITS.light_level,
    ideal: LIMITS.light_level,
    measured_at: made.generated_at,
  };
  made_from.species = {
    name: 'Nephrolepis exaltata',
    common_name: 'Fern',
    watering: 'keep_moist',
    watering_words: '',
    light: 'indirect',
    light_words: '',
    season_words: '',
    pets: 'safe',
  };
  return made;
};

describe('limits that a plant is not judged by', () => {
  it('stand beside the range that it is judged by, on its card and on its page', async () => {
    const WARM = { temperature: { min: 15, max: 30 } };
    const plant = fern({
      thresholds: { temperature: { min: 5, max: 40 } },
      ideal: { thresholds: WARM, light: 'indirect', pets: 'safe', pets_source: null },
      latest: latest({ temperature: 12 }),
    });
    const card = await mountPage(CardMetric, { metric: 'temperature', plant, day: undefined });
    expect(card.wrapper.find('.band').text()).toBe('Wanted: 15–30 °C · Alerts by your limits: 5–40 °C');
    const gauge = await mountPage(MetricGauge, { metric: 'temperature', plant });
    expect(gauge.wrapper.find('.foot').text()).toContain('Wanted: 15–30 °C');
    expect(gauge.wrapper.find('[data-testid=alert-limits]').text()).toBe('Alerts by your limits: 5–40 °C');
    expect(gauge.wrapper.find('.dial svg').attributes('aria-label')).not.toContain('within');
    const same = await mountPage(MetricGauge, { metric: 'temperature', plant: { ...plant, thresholds: WARM } });
    expect(same.wrapper.find('[data-testid=alert-limits]').exists()).toBe(false);
  });
});

describe('the light that a plant wants', () => {
  it('is the same range on its card, on its page and on its care page, and darkness at night is not flagged', async () => {
    const card = await mountPage(CardMetric, { metric: 'light_level', plant: shaded, day: undefined });
    expect(card.wrapper.text()).toContain('Wanted by day: 1,100–21,500 lx');
    expect(card.wrapper.text()).not.toContain('low');
    const gauge = await mountPage(MetricGauge, { metric: 'light_level', plant: shaded });
    expect(gauge.wrapper.text()).toContain('Wanted by day: 1,100–21,500 lx');
    const parts = await mountPage(PlanParts, { plant: shaded, plan: plan() });
    expect(parts.wrapper.text()).toContain('Wanted by day: 1,100–21,500 lx');
    const numbers = await mountPage(CareNumbers, { context: plan().made_from });
    await numbers.wrapper.find('button').trigger('click');
    expect(numbers.wrapper.text()).toContain('1,100–21,500 lx');
  });

  it('is that of each plant, in the language of the dashboard', async () => {
    await useLanguage('de');
    const sunny = basil({
      ideal: { thresholds: {}, light: 'full_sun', pets: 'unknown', pets_source: null },
      latest: latest({ light_level: 900 }),
    });
    const gauge = await mountPage(MetricGauge, { metric: 'light_level', plant: sunny });
    expect(gauge.wrapper.text()).toMatch(/Gewünscht am Tag: ≥ [\d.]+ lx/);
    const none = await mountPage(MetricGauge, { metric: 'light_level', plant: basil() });
    expect(none.wrapper.text()).not.toContain('Gewünscht');
  });
});
