import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careAdviceSchema } from '../care/care-plan.ts';
import { anyPlantFacts } from '../testing/any-plant-facts.ts';
import { contradictionsIn } from './stories/exclusions.ts';
import { diagnose } from './diagnose.ts';
import { diagnosisSchema } from './diagnosis.ts';
import { LANGUAGES } from '../settings/display.ts';
import { planFrom } from './plan/plan.ts';

describe('what is said of any plant', () => {
  it('has its form, and no two statements that exclude each other', () => {
    fc.assert(
      fc.property(anyPlantFacts, fc.constantFrom(...LANGUAGES), (facts, language) => {
        const diagnosis = diagnose(facts);
        expect(diagnosisSchema.safeParse(diagnosis).error?.issues ?? []).toEqual([]);
        const plan = planFrom(diagnosis, facts, language, 'celsius');
        expect(careAdviceSchema.safeParse(plan).error?.issues ?? []).toEqual([]);
        expect(contradictionsIn(facts, diagnosis)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(anyPlantFacts, (facts) => {
        expect(diagnose(structuredClone(facts))).toEqual(diagnose(facts));
      }),
      { numRuns: 100 },
    );
  });
});
