/** A plant's journal: the care it was given, and notes. */
import { z } from 'zod';
import { id } from './api/fields.ts';
import { FREE_TEXT, FREE_TEXT_DEMAND } from './plain-text.ts';

export const JOURNAL_KINDS = [
  'watering',
  'fertilizing',
  'repotting',
  'pruning',
  'moving',
  'treatment',
  'note',
] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

const kind = z.enum(JOURNAL_KINDS);
const note = z.string().trim().max(2000).regex(FREE_TEXT, FREE_TEXT_DEMAND);
const amount = z.number().positive().max(100_000).meta({ description: 'Water given, in millilitres' });
const at = z.iso.datetime({ offset: true }).meta({ description: 'When it was done' });
/** Whether a watering is meant although another one is logged. */
export const again = z.boolean().optional().meta({
  description: 'false: a watering is refused if another one within ten minutes is logged',
  default: true,
});

export const journalEntrySchema = z
  .strictObject({
    id: z.int(),
    plant_id: z.string(),
    kind,
    note: z.string().nullable(),
    amount_ml: z.number().nullable(),
    room: z.string().nullable().meta({ description: 'Of moving: the name that the room had to which it was moved' }),
    at: z.iso.datetime(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'JournalEntry' });

export const createJournalEntrySchema = z
  .strictObject({
    kind,
    note: note.nullable().optional(),
    amount_ml: amount.nullable().optional(),
    at: at.optional(),
    room_id: id.nullable().optional().meta({
      description: 'Of moving: where to; the plant is in that room then, unless it was moved again since `at`',
    }),
    request_id: z.uuid().optional().meta({
      description: 'Made by the sender. The same request sent again, as after a lost answer, makes no second entry',
    }),
    again,
  })
  .refine((entry) => entry.kind !== 'note' || Boolean(entry.note), { message: 'a note needs text', path: ['note'] })
  .refine((entry) => entry.kind === 'moving' || entry.room_id == null, {
    message: 'only a move goes to a room',
    path: ['room_id'],
  })
  .meta({ id: 'CreateJournalEntry', description: '`at` is now when left out, and never in the future' });

export const updateJournalEntrySchema = z
  .strictObject({ note: note.nullable().optional(), amount_ml: amount.nullable().optional(), at: at.optional() })
  .meta({ id: 'UpdateJournalEntry', description: 'Only what is given is changed' });

export type JournalEntry = z.infer<typeof journalEntrySchema>;
export type CreateJournalEntry = z.infer<typeof createJournalEntrySchema>;
export type UpdateJournalEntry = z.infer<typeof updateJournalEntrySchema>;
