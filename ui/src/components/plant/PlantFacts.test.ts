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
  return fact.exists() ? fact.text() : undefined;
}

describe('when the soil will be too dry', () => {
  it('is told where the verdict bears it out, or there is none yet', async () => {
    expect(await dryFact(28, { asks: ['water_now'], next_watering: '2026-01-07' })).toBe('Now');
    expect(await dryFact(54, { asks: [], next_watering: '2026-01-08' })).toBe('In about 24 hours');
    expect(await dryFact(54, null)).toBe('In about 24 hours');
  });

  it('is left out where the verdict says otherwise', async () => {
    expect(await dryFact(28, { asks: ['leave_it'], next_watering: '2026-01-11' }), 'dry is right for it').toBe(
      undefined,
    );
    expect(await dryFact(54, { asks: ['water_now'], next_watering: '2026-01-07' }), 'dry already').toBe(undefined);
    expect(await dryFact(54, { asks: [], next_watering: '2026-01-20' }), 'later').toBe(undefined);
    expect(await dryFact(54, { asks: ['hold_water'], next_watering: null }), 'wet').toBe(undefined);
  });
});
