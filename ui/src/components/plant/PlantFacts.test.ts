import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../api/generated';
import { clock } from '../../clock';
import { fern, latest, verdict } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import PlantFacts from './PlantFacts.vue';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** When soil that is at `soil` and loses a point an hour will be too dry, as the page says it; undefined: it does not. */
async function dryFact(soil: number, said: Partial<Verdict> | null): Promise<string | undefined> {
  const now = clock.now().getTime();
  const moisture = Array.from({ length: 121 }, (_, index) => {
    const at = now - (120 - index) * 10 * MINUTE;
    return { at, value: soil + (now - at) / HOUR };
  });
  const plant = fern({
    thresholds: { soil_moisture: { min: 30 } },
    latest: latest({ soil_moisture: soil }),
    verdict: said && verdict(said),
  });
  const page = await mountPage(PlantFacts, { plant, moisture, wateredAt: undefined });
  const fact = page.wrapper.find('[data-testid=fact-dry] .value');
  return fact.text();
}

describe('when the soil will be too dry', () => {
  it('is told where the verdict bears it out, or there is none yet', async () => {
    expect(await dryFact(28, { asks: ['water_now'], next_watering: '2026-01-07' })).toBe('Now');
    expect(await dryFact(54, { asks: [], next_watering: '2026-01-08' })).toBe('In about 24 hours');
    expect(await dryFact(54, null)).toBe('In about 24 hours');
  });

  it.each<[string, number, string[], string | null]>([
    ['dry is right for it', 28, ['leave_it'], '2026-01-11'],
    ['it is dry already', 54, ['water_now'], '2026-01-07'],
    ['it is due later', 54, [], '2026-01-20'],
    ['it is too wet', 54, ['hold_water'], null],
  ])('points to the plan, in its place, where the verdict says that %s', async (_what, soil, asks, next_watering) => {
    expect(await dryFact(soil, { asks: asks as Ask[], next_watering })).toBe('See the care plan');
  });
});
