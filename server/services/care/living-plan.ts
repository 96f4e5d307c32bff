/** The current plan of a plant as it stands at this moment, in the reader's language. */
import { changeWords } from '@plantops/shared/care/change-words.ts';
import type { CareFigures, CarePlan, CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import type { LastDone } from '@plantops/shared/care/care-schedule.ts';
import { keptPlanNow } from '@plantops/shared/care/kept-plan.ts';
import type { PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { aboutPlant } from '@plantops/shared/diagnosis/words/say.ts';
import type { PlantNow } from './care-plans.ts';
import { dateIn } from './season.ts';

/** The stored plan, and what is known besides it. */
export interface StoredPlan {
  plan: CarePlan;
  /** Whether its words stay; otherwise they are made from now. */
  isKept: boolean;
  lastDone: CurrentCarePlan['last_done'];
}

type LivingPlan = Omit<CurrentCarePlan, 'calendar_url' | 'last_failure' | 'progress' | 'last_done'>;

const figuresOf = ({ light, nights, air }: PlantFacts): CareFigures => ({
  light: light.map(({ day, dli, brightLux, hours }) => ({ day, dli, bright_lux: brightLux, hours })),
  nights: nights.map(({ day, min, mean }) => ({ day, min, mean })),
  air: air.map(({ day, meanVpd, maxVpd, hours }) => ({ day, mean_vpd: meanVpd, max_vpd: maxVpd, hours })),
});

/** When each kind of care was last given, with its day where the plant stands. */
const lastDoneIn = (times: CurrentCarePlan['last_done'], timeZone: string): LastDone =>
  Object.fromEntries(
    Object.entries(times).flatMap(([task, at]) =>
      at === null ? [] : [[task, { at, on: dateIn(timeZone, new Date(at)) }]],
    ),
  );

/**
 * A plan by rules is made from what is true now. One in somebody's own words keeps them and its date, and is marked
 * where something that it rests on has changed.
 */
export function livingPlan({ plan, isKept, lastDone }: StoredPlan, now: PlantNow): LivingPlan {
  const { context, facts, diagnosis, advice } = now;
  const figures = figuresOf(facts);
  if (!isKept)
    return {
      ...plan,
      ...advice,
      generated_at: diagnosis.at,
      language: context.language,
      diagnosis,
      made_from: context,
      is_kept: false,
      diagnosis_now: diagnosis,
      alerts_now: advice.alerts.length,
      figures,
      outdated: [],
    };
  const about = aboutPlant(facts, context.language, context.temperature_unit);
  return {
    ...plan,
    ...keptPlanNow({
      plan,
      now: { diagnosis, advice },
      lastDone: lastDoneIn(lastDone, facts.timeZone),
      say: (change) => changeWords(change, about),
    }),
    is_kept: true,
    diagnosis_now: diagnosis,
    figures,
  };
}
