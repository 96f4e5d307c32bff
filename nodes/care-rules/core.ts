/** Makes a care plan without a language model: the diagnosis of the plant, in the form of a plan. Pure. */
import type { CareAdvice, CareContext } from '@plantops/shared/care/care-plan.ts';
import { diagnose } from '@plantops/shared/diagnosis/diagnose.ts';
import { factsOfContext } from '@plantops/shared/diagnosis/plan/facts-of-context.ts';
import { planFrom } from '@plantops/shared/diagnosis/plan/plan.ts';

/**
 * A plan in the same form as a language model's answer. A context of a PlantOps server brings it along; one that comes
 * from elsewhere is judged by what it contains.
 */
export function planByRules(context: CareContext): CareAdvice {
  if (context.by_rules) return context.by_rules;
  const facts = factsOfContext(context);
  return planFrom(diagnose(facts), facts, context.language, context.temperature_unit);
}
