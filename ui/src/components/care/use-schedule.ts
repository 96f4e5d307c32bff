import { upcomingTasks, type UpcomingTask } from '@plantops/shared/care/care-schedule.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import { computed, type ComputedRef } from 'vue';
import type { CurrentCarePlan } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { preferences } from '../../messages/preferences';
import { dayIn } from '../plant/zoned-time';
import { mondayOf, WEEKS } from './schedule-weeks';

/** No plan looks further ahead than this. */
const FURTHEST_DAYS = 366;

export interface NextWatering {
  /** YYYY-MM-DD */
  date: string;
  /** Days from today; negative if it is late. */
  inDays: number;
  /** The fraction of the time between two waterings that has passed, 0 to 1. */
  passed: number;
}

export interface Schedule {
  /** YYYY-MM-DD, in the owner's time zone. */
  today: ComputedRef<string>;
  /** Tasks up to the end of the weeks that are shown. */
  tasks: ComputedRef<UpcomingTask[]>;
  nextWatering: ComputedRef<NextWatering | undefined>;
}

/** What a plan asks for from today on; empty while there is no plan. */
export function useSchedule(plan: () => CurrentCarePlan | undefined): Schedule {
  const now = useNow();
  const today = computed(() => dayIn(now.value, preferences.timeZone));
  const upcoming = (days: number): UpcomingTask[] => {
    const current = plan();
    return current ? upcomingTasks(current, { today: today.value, days }) : [];
  };

  const tasks = computed(() => upcoming(WEEKS * 7 - daysBetween(mondayOf(today.value), today.value)));
  const nextWatering = computed((): NextWatering | undefined => {
    const current = plan();
    const next = upcoming(FURTHEST_DAYS).find(({ task }) => task === 'watering');
    if (!current || !next) return undefined;
    const inDays = daysBetween(today.value, next.due);
    const interval = next.every_days ?? current.made_from.days_between_waterings ?? 7;
    return { date: next.date, inDays, passed: Math.min(1, Math.max(0, 1 - inDays / Math.max(interval, inDays, 1))) };
  });
  return { today, tasks, nextWatering };
}
