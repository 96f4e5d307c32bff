import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { expect, it } from 'vitest';
import { currentPlan } from '../../testing/care-samples';
import { fern } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import CarePlanView from './CarePlanView.vue';

/** The sentence about the next watering of a plant that is due today, and of which this is asked. */
async function basisWith(asks: ('water_now' | 'feel_soil')[]): Promise<string> {
  server.answer('GET', '/api/plants/fern/care-plans', { plans: [], next: null });
  const { watering } = diagnosis();
  const plan = currentPlan(1, 'fern', {
    diagnosis_now: diagnosis({
      findings: [finding({ asks })],
      asks,
      watering: { ...watering, next: '2026-01-07' },
    }),
  });
  const page = await mountPage(CarePlanView, { plant: fern(), plan, isBusy: false });
  return page.wrapper.find('.basis').text();
}

it('says that water is due only where it is asked for, else that the soil is to be felt first', async () => {
  expect(await basisWith(['water_now'])).toContain('Watering is due today.');
  expect(await basisWith(['feel_soil'])).toContain('Watering is due today: check the soil first.');
});
