/** Care that is due by the owner's own intervals. Pure. */
import type { Chore } from '@plantops/shared/care/chores.ts';
import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { dateText, daysText } from '@plantops/shared/diagnosis/words/said.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { Reader, Task, TaskWords } from './task.ts';

function wordsOf({ kind, due_on: due, every_days: every }: Chore, plant: string, reader: Reader): TaskWords {
  const { language, today } = reader;
  const { chores, chore } = spoken(language).today;
  const days = daysBetween(due, today);
  const late = days > 0 ? { days: daysText(days, language, true), date: dateText(due, language) } : null;
  return { ...chore(chores[kind], plant, daysText(every, language), late), advice: '', also: [] };
}

/**
 * The chores of a plant as tasks.
 * @param asks what its diagnosis asks for: a plant that is to be given no fertilizer is not fed by the calendar
 */
export const tasksOfChores = (
  plant: Pick<Plant, 'id' | 'name' | 'room_id'>,
  chores: readonly Chore[],
  asks: readonly Ask[],
): Task[] =>
  chores
    .filter(({ kind }) => kind !== 'fertilizing' || !asks.includes('stop_feeding'))
    .map((chore) => ({
      id: `chore:${plant.id}:${chore.kind}`,
      kind: 'chore',
      plantId: plant.id,
      deviceId: null,
      roomId: plant.room_id,
      name: plant.name,
      urgency: 'notice',
      since: null,
      dueOn: chore.due_on,
      doneBy: 'journal_entry',
      journalKind: chore.kind,
      codes: ['care_interval'],
      basis: ['care_interval'],
      alertIds: [],
      isKnown: false,
      words: (reader) => wordsOf(chore, plant.name, reader),
    }));
