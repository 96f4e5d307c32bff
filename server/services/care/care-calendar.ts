import type { CarePlan } from '@plantops/shared/care/care-plan.ts';
import { upcomingTasks } from '@plantops/shared/care/care-schedule.ts';
import type { CareTask } from '@plantops/shared/care/care-words.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { dateIn } from './season.ts';

/** How far ahead a calendar looks; clients fetch the feed again long before that. */
const DAYS = 56;
const REFRESH_S = 6 * 3600;

const TITLES: Readonly<Record<Language, Readonly<Record<CareTask, (name: string) => string>>>> = {
  en: {
    watering: (name) => `Water ${name}`,
    fertilizing: (name) => `Fertilize ${name}`,
    repotting: (name) => `Repot ${name}`,
    pruning: (name) => `Prune ${name}`,
    check: (name) => `Look at ${name}`,
  },
  de: {
    watering: (name) => `${name} gießen`,
    fertilizing: (name) => `${name} düngen`,
    repotting: (name) => `${name} umtopfen`,
    pruning: (name) => `${name} schneiden`,
    check: (name) => `Nach ${name} sehen`,
  },
};
const CALENDAR_NAMES: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `Care of ${name}`,
  de: (name) => `Pflege von ${name}`,
};

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
  const calendar = ical({
    name: CALENDAR_NAMES[plan.language](plantName),
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
      summary: TITLES[plan.language][task](plantName),
      description: `${note}\n\n${page}`,
      url: page,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}
