/** Care that is due by the owner's own intervals. Pure. */
import type { Chore, ChoreKind } from '@plantops/shared/care/chores.ts';
import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { dateText, daysText } from '@plantops/shared/diagnosis/words/said.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Reader, Task, TaskWords } from './task.ts';

const NAMES: Readonly<Record<Language, Readonly<Record<ChoreKind, string>>>> = {
  en: {
    fertilizing: 'Feeding',
    repotting: 'Repotting',
    pruning: 'Pruning',
    moving: 'Moving',
    treatment: 'Treatment',
  },
  de: {
    fertilizing: 'Düngen',
    repotting: 'Umtopfen',
    pruning: 'Schneiden',
    moving: 'Umstellen',
    treatment: 'Behandeln',
  },
};

function wordsOf({ kind, due_on: due, every_days: every }: Chore, plant: string, reader: Reader): TaskWords {
  const { language, today } = reader;
  const name = NAMES[language][kind];
  const late = daysBetween(due, today);
  const rest = { advice: '', also: [] };
  if (language === 'de') {
    return {
      ...rest,
      title: late > 0 ? `${name} seit ${daysText(late, language, true)} fällig` : `${name} heute fällig`,
      reason: `${name} ist bei ${plant} alle ${daysText(every, language)} vorgesehen und ${late > 0 ? `war am ${dateText(due, language)}` : 'ist heute'} fällig.`,
    };
  }
  return {
    ...rest,
    title: late > 0 ? `${name} due for ${daysText(late, language)}` : `${name} due today`,
    reason: `${name} of ${plant} is planned every ${daysText(every, language)}, and ${late > 0 ? `was due on ${dateText(due, language)}` : 'is due today'}.`,
  };
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
