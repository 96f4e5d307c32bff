/** What is said of the list for today as a whole, and of a task beside its own words. */
import { addDays, daysBetween } from '@plantops/shared/plain-date.ts';
import type { Today, TodayTask } from '../../api/generated';
import { formatMoment } from '../../messages/format';
import { text } from '../../messages/text';

const WEEK_DAYS = 7;

/** `tomorrow`, `on Saturday`, or the date. @param today YYYY-MM-DD */
function dayWords(day: string, today: string): string {
  if (day === addDays(today, 1)) return text('today.next.tomorrow');
  const isNear = daysBetween(today, day) < WEEK_DAYS;
  const words = formatMoment(`${day}T12:00:00Z`, {
    timeZone: 'UTC',
    ...(isNear ? { weekday: 'long' } : { day: 'numeric', month: 'long' }),
  });
  return text('today.next.day', { day: words });
}

/** What was checked, where there is nothing to do: no more than is known. @param today YYYY-MM-DD */
export function checkedWords({ checked, next }: Pick<Today, 'checked' | 'next'>, today: string): string[] {
  const { well, unknown, not_judged: notJudged } = checked;
  return [
    text(well > 0 || unknown + notJudged === 0 ? 'today.nothing' : 'today.nothing.known'),
    ...(well > 0 ? [text('today.well', { n: well })] : []),
    ...(unknown > 0 ? [text('today.unknown', { n: unknown })] : []),
    ...(notJudged > 0 ? [text('today.notJudged', { n: notJudged })] : []),
    ...(next ? [text('today.next', { name: next.name, when: dayWords(next.day, today) })] : []),
  ];
}

/** Whom a task is about. */
export const nameOfTask = ({ name }: Pick<TodayTask, 'name'>): string => name ?? text('today.flows');

/** What the button says that ends a task: what was done. */
export function doneWords({ kind, done_by: doneBy, journal_kind: entry }: TodayTask): string {
  if (doneBy === null) return text('today.open');
  if (doneBy === 'acknowledged') return text('today.done.acknowledged');
  if (entry !== null) return text(`journal.kind.${entry}`);
  return text(kind === 'look' || kind === 'sensor' ? 'today.done.checked' : 'today.done.seen');
}

/** What is said once it is done. */
export function toldWords(task: TodayTask): string {
  const { done_by: doneBy, journal_kind: entry } = task;
  const name = nameOfTask(task);
  if (doneBy === 'acknowledged') return text('today.told.acknowledged', { name });
  return text(entry === null ? 'today.told.done' : `today.told.${entry}`, { name });
}

/** Where a task is seen to. */
export function placeOfTask({ kind, plant_id: plantId }: TodayTask): string {
  if (kind === 'upgrade') return '/flows';
  return plantId === null ? '/devices' : `/plants/${plantId}`;
}
