/** REST shapes of what to do today, over all plants. */
import { z } from 'zod';
import { SEVERITIES } from '../diagnosis/codes.ts';
import { again, JOURNAL_KINDS } from '../journal.ts';
import { LANGUAGES } from '../settings/display.ts';
import { dateTime } from './fields.ts';

/** What a task is about, and so what doing it means. */
export const TASK_KINDS = ['water', 'look', 'light', 'sensor', 'battery', 'chore', 'alert', 'upgrade'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** What "done" makes of a task. */
export const TASK_ENDINGS = ['journal_entry', 'seen', 'acknowledged'] as const;

/** Why a task is not asked for at the moment. */
export const QUIET_REASONS = ['snoozed', 'done', 'acknowledged'] as const;

/** Ids are made of the kind, of what it is about, and of the matter, such as `look:plant_1:wet`. */
export const taskId = z.string().regex(/^[\w.:-]{1,200}$/);

export const todayTaskSchema = z
  .strictObject({
    id: taskId.meta({ description: 'The same for the same matter, from one look to the next' }),
    kind: z.enum(TASK_KINDS).meta({
      description:
        '`water`; `look` at a plant; `light`, a place too dark or too bright; `sensor`, one that is silent or cannot be right; `battery`; `chore`, care that is due by an interval; `alert`, an open one that nothing else here is about; `upgrade`, flows that wait for a decision',
    }),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable().meta({ description: 'Of a task about one device' }),
    room_id: z.string().nullable().meta({ description: 'Where to go; null: no room is known' }),
    name: z.string().nullable().meta({ description: 'Of the plant, else of the device' }),
    title: z.string().meta({ description: 'A headline with the figure that counts, without the name' }),
    reason: z.string().meta({ description: 'One or two sentences with the figures' }),
    advice: z.string().meta({ description: 'What to do, as sentences; may be empty' }),
    also: z.array(z.string()).meta({ description: 'Headlines of what else belongs to the same matter' }),
    codes: z
      .array(z.string())
      .min(1)
      .meta({ description: 'What it was concluded from: codes of a diagnosis, of findings, of alerts' }),
    urgency: z
      .enum(SEVERITIES)
      .exclude(['good'])
      .meta({ description: '`urgent`: act now; `attention`: today; `notice`: when you are there' }),
    since: dateTime.nullable().meta({ description: 'Since when it is so, where that is known' }),
    due_at: dateTime.nullable().meta({ description: 'When care is or was due: the beginning of that day' }),
    done_by: z.enum(TASK_ENDINGS).nullable().meta({
      description:
        'What `done` makes: an entry in the journal, a note that it was seen, an acknowledged alert; null: it ends where it is decided',
    }),
    journal_kind: z.enum(JOURNAL_KINDS).nullable().meta({ description: 'The kind of that entry' }),
    snoozed_until: dateTime.nullable(),
    quiet: z
      .enum(QUIET_REASONS)
      .nullable()
      .meta({ description: 'Why it is not asked for at the moment; null: it is to be done' }),
  })
  .meta({ id: 'TodayTask', description: 'One matter that somebody should see to' });

export const todaySchema = z
  .strictObject({
    at: dateTime,
    language: z.enum(LANGUAGES),
    tasks: z.array(todayTaskSchema).meta({
      description:
        'What to do: by room in the order in which they are walked through, the most urgent first in each; what is in no room last',
    }),
    quiet: z.array(todayTaskSchema).meta({
      description: 'What is so, but is not asked for now: snoozed, done, or known from an acknowledged alert',
    }),
    checked: z
      .strictObject({
        plants: z.int().meta({ description: 'All plants' }),
        well: z.int().meta({ description: 'Those that are measured, and well' }),
        unknown: z.int().meta({ description: 'Those of which too little is measured to say' }),
        not_judged: z.int().meta({ description: 'Those that follow within a minute after a start' }),
      })
      .meta({ description: 'What stands behind an empty list' }),
    next: z
      .strictObject({ plant_id: z.string(), name: z.string(), day: z.iso.date() })
      .nullable()
      .meta({ description: 'The next watering after today; null: none is known' }),
  })
  .meta({ id: 'Today', description: 'What to do today, over all plants' });

export const finishTaskSchema = z.strictObject({ again }).optional().meta({ id: 'FinishTask' });

export const snoozeSchema = z
  .strictObject({ until: z.iso.datetime({ offset: true }) })
  .meta({ id: 'Snooze', description: 'A time ahead, at most a year' });

export const todayMarkSchema = z
  .strictObject({
    id: taskId,
    quiet: z.enum(QUIET_REASONS),
    until: dateTime.nullable().meta({ description: 'null: until the matter changes' }),
    journal_entry_id: z.int().nullable().meta({ description: 'The entry that was made' }),
  })
  .meta({ id: 'TodayMark', description: 'What was said of a task. It ends early where the matter becomes worse' });

export type TodayTask = z.infer<typeof todayTaskSchema>;
export type Today = z.infer<typeof todaySchema>;
export type TodayMark = z.infer<typeof todayMarkSchema>;
