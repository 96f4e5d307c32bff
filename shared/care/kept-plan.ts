/** A plan in somebody's own words, such as a language model's, as it stands today. Pure. */
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { type CareAdvice, type CarePlan, type CurrentCarePlan, MOST_ALERTS, MOST_TASKS } from './care-plan.ts';
import { afterDoing, type LastDone } from './care-schedule.ts';
import { type ChangedFinding, outdatedPoints } from './outdated.ts';

export interface KeptPlanOptions {
  plan: CarePlan;
  /** What is true now, and what the rules say of it in the reader's language. */
  now: { diagnosis: Diagnosis; advice: CareAdvice };
  /** When each kind of care was last given. */
  lastDone: LastDone;
  say: (change: ChangedFinding) => string;
}

/**
 * The words stay as they were written. The date of the next watering is of now, and so are the first alerts; care given
 * since is not asked for again; and what has changed since is said at each point that rests on it.
 */
export function keptPlanNow({
  plan,
  now,
  lastDone,
  say,
}: KeptPlanOptions): CareAdvice & Pick<CurrentCarePlan, 'alerts_now' | 'outdated'> {
  const { advice, diagnosis } = now;
  const isWatering = ({ task }: { task: string }): boolean => task === 'watering';
  const others = plan.schedule
    .filter((task) => !isWatering(task))
    .flatMap((task) => afterDoing(task, plan.generated_at, lastDone) ?? []);
  const fresh = advice.alerts.filter((alert) => !plan.alerts.includes(alert));
  const parts = {
    summary: plan.summary,
    watering: { ...plan.watering, next: advice.watering.next },
    light: plan.light,
    humidity: { ...plan.humidity, current: advice.humidity.current },
    alerts: [...fresh, ...plan.alerts].slice(0, MOST_ALERTS),
    schedule: [...advice.schedule.filter(isWatering), ...others].slice(0, MOST_TASKS),
  };
  const alertsNow = Math.min(fresh.length, MOST_ALERTS);
  const outdated = outdatedPoints({
    plan: parts,
    then: plan.diagnosis,
    now: diagnosis,
    basis: plan.basis,
    alertsNow,
    say,
  });
  return {
    ...parts,
    alerts_now: alertsNow,
    outdated: outdated.filter(({ part }) => !isAlertOf(part, alertsNow)),
  };
}

/** Whether a point is one of the alerts of now, which cannot be out of date. */
const isAlertOf = (part: string, alertsNow: number): boolean =>
  part.startsWith('alerts/') && Number(part.slice('alerts/'.length)) < alertsNow;
