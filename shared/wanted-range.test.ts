import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnosis/diagnose.ts';
import { rangeOf } from './diagnosis/ranges.ts';
import { METRIC_NAMES } from './metrics.ts';
import { anyPlantFacts } from './testing/any-plant-facts.ts';
import { plantFacts, speciesFacts } from './testing/plant-facts.ts';
import { type Ideal, limitsForAlerts, rangeFor } from './wanted-range.ts';

const ideal: Ideal = {
  thresholds: { soil_moisture: { min: 20, max: 70 }, light_level: { min: null, max: 21_500 } },
  light: 'indirect',
};

describe('the range that a plant wants', () => {
  it("is that of the owner, and the species' on a side without one", () => {
    const soil = (limits: { min?: number; max?: number }) =>
      rangeFor({ thresholds: { soil_moisture: limits }, ideal }, 'soil_moisture');
    expect(soil({ min: 30 })).toEqual({ min: 30, max: 70 });
    expect(soil({ min: 30, max: 85 })).toEqual({ min: 30, max: 85 });
    expect(soil({ min: 80 }), 'beyond the other end of the species').toEqual({ min: 20, max: 70 });
    expect(soil({ min: 30, max: 95 }), 'a limit that would harm it').toEqual({ min: 20, max: 70 });
    expect(rangeFor({ thresholds: { soil_moisture: { min: null, max: null } }, ideal }, 'soil_moisture')).toEqual({
      min: 20,
      max: 70,
    });
    expect(rangeFor({ thresholds: {}, ideal }, 'humidity')).toBeUndefined();
    expect(rangeFor({ thresholds: { humidity: { max: 80 } } }, 'humidity')).toEqual({ min: null, max: 80 });
    expect(rangeFor({ thresholds: {}, ideal: null }, 'light_level')).toBeUndefined();
  });

  it('of light begins with what the species needs in the brightest hours', () => {
    const light = (limits: { min?: number; max?: number } | undefined) =>
      rangeFor({ thresholds: { light_level: limits }, ideal }, 'light_level');
    expect(light(undefined)).toEqual({ min: 1100, max: 21_500 });
    expect(light({ max: 21_500 })).toEqual({ min: 1100, max: 21_500 });
    expect(light({ min: 500, max: 9000 })).toEqual({ min: 500, max: 9000 });
    expect(light({ max: 800 })).toEqual({ min: null, max: 800 });
    expect(rangeFor({ thresholds: {}, ideal: { thresholds: {}, light: 'full_sun' } }, 'light_level')?.max).toBeNull();
  });

  it('is the one that it is judged by, whatever limits and species it has', () => {
    fc.assert(
      fc.property(anyPlantFacts, fc.constantFrom(...METRIC_NAMES), (facts, metric) => {
        const { thresholds, species, place, plant } = facts;
        // A site that only measurements tell is not known here.
        fc.pre(place.site !== null);
        const shown = rangeFor({ thresholds, ideal: species, name: plant.name, place }, metric);
        expect(shown ?? { min: null, max: null }).toEqual(rangeOf(facts, metric));
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, { min?: number; max?: number }]>([
    ['like those of the species', { min: 25, max: 70 }],
    ['far from those of the species', { min: 60, max: 95 }],
    ['on one side only', { min: 30 }],
    ['of its species', {}],
  ])('of soil, with limits %s, is where the verdict has its ends', (_kind, limits) => {
    for (const name of ['Monstera deliciosa', 'Kroenleinia grusonii', null]) {
      const species = name === null ? null : speciesFacts(name);
      const thresholds = { soil_moisture: limits };
      const { watering } = diagnose(plantFacts({ species, thresholds }));
      expect(rangeFor({ thresholds, ideal: species }, 'soil_moisture')).toEqual({
        min: watering.lower,
        max: watering.upper,
      });
    }
  });

  it('stands beside the limits of the owner where those only say when to alert', () => {
    const own = { temperature: { min: 5, max: 40 }, soil_moisture: { min: 60, max: 95 } };
    const warm: Ideal = { ...ideal, thresholds: { ...ideal.thresholds, temperature: { min: 15, max: 30 } } };
    const plant = { thresholds: own, ideal: warm };
    expect(rangeFor(plant, 'temperature')).toEqual({ min: 15, max: 30 });
    expect(limitsForAlerts(plant, 'temperature')).toEqual({ min: 5, max: 40 });
    expect(limitsForAlerts(plant, 'soil_moisture')).toEqual({ min: 60, max: 95 });
    expect(limitsForAlerts({ ...plant, thresholds: { soil_moisture: { min: 30 } } }, 'soil_moisture')).toBeUndefined();
    expect(limitsForAlerts({ ...plant, thresholds: warm.thresholds }, 'temperature')).toBeUndefined();
    expect(limitsForAlerts(plant, 'humidity')).toBeUndefined();
  });
});
