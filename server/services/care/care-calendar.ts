import type { CarePlan } from '@plantops/shared/care/care-plan.ts';
import { upcomingTasks } from '@plantops/shared/care/care-schedule.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { dateIn } from './season.ts';

/** How far ahead a calendar looks; clients fetch the feed again long before that. */
const DAYS = 56;
const REFRESH_S = 6 * 3600;

export interface CareCalendarOptions {
  /** The plan as it stands now, in the language of the calendar. */
  plan: Pick<CarePlan, 'plant_id' | 'language' | 'generated_at' | 'watering' | 'schedule'>;
  plantName: string;
  timeZone: string;
  now: Date;
  /** The dashboard's address, such as `http://plants.local:8080`. */
  dashboard: string;
}

/**
 * The next eight weeks of a plan as iCalendar (RFC 5545), with an all-day event for each task. A task keeps its id as
 * long as it keeps the day on which it is due; one that is overdue stands today, under the id of the day that was
 * missed, so that a calendar moves it from day to day.
 */
export function careCalendar({ plan, plantName, timeZone, now, dashboard }: CareCalendarOptions): string {
  const today = dateIn(timeZone, now);
  const words = spoken(plan.language).care;
  const calendar = ical({
    name: words.calendar(plantName),
    prodId: { company: 'PlantOps', product: 'Care plan', language: plan.language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_S,
  });
  const tasks = upcomingTasks(plan, { today, days: DAYS });
  const page = `${dashboard}/plants/${plan.plant_id}/care`;
  const seen = new Map<string, number>();
  for (const { date, due, task, note } of tasks) {
    const count = (seen.get(`${task} ${due}`) ?? 0) + 1;
    seen.set(`${task} ${due}`, count);
    calendar.createEvent({
      id: `${plan.plant_id}-${task}-${due}${count > 1 ? `-${count}` : ''}@plantops`,
      // A date without a time: set in UTC, so that it is the same day everywhere.
      start: new Date(`${date}T00:00:00Z`),
      allDay: true,
      timezone: 'UTC',
      stamp: new Date(plan.generated_at),
      summary: words.tasks[task](plantName),
      description: `${note}\n\n${page}`,
      url: page,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}
