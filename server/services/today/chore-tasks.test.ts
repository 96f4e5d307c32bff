import type { Chore } from '@plantops/shared/care/chores.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { expect, it } from 'vitest';
import { tasksOfChores } from './chore-tasks.ts';

const MONTY = { id: 'plant_1', name: 'Monty', room_id: 'room_1' };
const CHORES: readonly Chore[] = [
  { kind: 'fertilizing', due_on: '2026-03-03', every_days: 14 },
  { kind: 'repotting', due_on: '2026-03-08', every_days: 730 },
];
const told = (language: Language) =>
  tasksOfChores(MONTY, CHORES, []).map(({ words }) => {
    const now = new Date('2026-03-08T12:00:00Z');
    const { title, reason } = words({ language, temperatureUnit: 'celsius', today: '2026-03-08', now });
    return [title, reason];
  });

it('care that is due by an interval is a task that makes its entry in the journal', () => {
  expect(tasksOfChores(MONTY, CHORES, [])).toMatchObject([
    {
      id: 'chore:plant_1:fertilizing',
      kind: 'chore',
      roomId: 'room_1',
      dueOn: '2026-03-03',
      doneBy: 'journal_entry',
      journalKind: 'fertilizing',
    },
    { id: 'chore:plant_1:repotting', journalKind: 'repotting' },
  ]);
});

it('it says how late it is and by which interval, in both languages', () => {
  expect(told('en')).toEqual([
    ['Feeding due for 5 days', 'Feeding of Monty is planned every 14 days, and was due on Mar 3.'],
    ['Repotting due today', 'Repotting of Monty is planned every 730 days, and is due today.'],
  ]);
  expect(told('de')).toEqual([
    ['Düngen seit 5 Tagen fällig', 'Düngen ist bei Monty alle 14 Tage vorgesehen und war am 3. März fällig.'],
    ['Umtopfen heute fällig', 'Umtopfen ist bei Monty alle 730 Tage vorgesehen und ist heute fällig.'],
  ]);
});

it('a plant that is to be given no fertilizer is not fed by the calendar', () => {
  expect(tasksOfChores(MONTY, CHORES, ['stop_feeding']).map(({ id }) => id)).toEqual(['chore:plant_1:repotting']);
});
