/** REST shapes of what is done with several plants at once. */
import { z } from 'zod';
import { createJournalEntrySchema, JOURNAL_KINDS } from '../journal.ts';
import { dateTime, id } from './fields.ts';
import { tagsSchema } from './plants.ts';
import { MOST_PLANTS_AT_ONCE } from './rooms.ts';

const { note, amount_ml, at } = createJournalEntrySchema.shape;
const until = z.iso.datetime({ offset: true }).nullable();
const tags = tagsSchema.min(1);

export const plantActionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('water'),
      amount_ml,
      note,
      at,
      again: z.boolean().optional().meta({
        description: 'Also of plants of which another watering within ten minutes is logged',
        default: false,
      }),
    }),
    z.strictObject({
      kind: z.literal('care'),
      journal_kind: z.enum(JOURNAL_KINDS).exclude(['watering', 'note']),
      note,
      at,
    }),
    z.strictObject({ kind: z.literal('move'), room_id: id.nullable() }),
    z.strictObject({ kind: z.literal('mute'), until }),
    z.strictObject({ kind: z.literal('tag'), tags }),
    z.strictObject({ kind: z.literal('untag'), tags }),
  ])
  .meta({
    id: 'PlantAction',
    description:
      '`water` and `care` log an entry in each journal; `move` puts the plants into a room, null: into none; `mute` sends no messages about them until a time, null: ends that',
  });

export const actOnPlantsSchema = z
  .strictObject({
    plant_ids: z
      .array(id)
      .min(1)
      .max(MOST_PLANTS_AT_ONCE)
      .refine((ids) => new Set(ids).size === ids.length, 'names a plant twice'),
    action: plantActionSchema,
  })
  .meta({ id: 'ActOnPlants' });

export const ACTION_OUTCOMES = ['done', 'unchanged', 'not_found', 'too_many_tags', 'watered_lately'] as const;

export const undoPlantsSchema = z
  .strictObject({
    journal_entry_ids: z.array(z.int().min(1)).max(MOST_PLANTS_AT_ONCE),
    plants: z
      .array(
        z.strictObject({
          plant_id: id,
          room_id: id.nullable().optional(),
          tags: tagsSchema.optional(),
          muted_until: until.optional().meta({ description: 'Of the whole plant; null: it was not muted' }),
        }),
      )
      .max(MOST_PLANTS_AT_ONCE),
  })
  .meta({ id: 'UndoPlantActions', description: 'Entries that were made, and how plants were before' });

export const actedOnPlantsSchema = z
  .strictObject({
    done: z.int().meta({ description: 'How many plants were changed' }),
    results: z.array(
      z.strictObject({
        plant_id: id,
        outcome: z.enum(ACTION_OUTCOMES).meta({
          description:
            '`unchanged`: it was so already; `watered_lately`: another watering within ten minutes is logged, so this one is not, unless it is sent with `again: true`',
        }),
        journal_entry_id: z.int().nullable(),
      }),
    ),
    undo: undoPlantsSchema.meta({ description: 'Given to `POST /api/plants/actions/undo`, takes it back' }),
  })
  .meta({ id: 'ActedOnPlants' });

export const undonePlantsSchema = z
  .strictObject({
    plant_ids: z.array(id).meta({ description: 'Those that are as they were; what is gone meanwhile is left out' }),
    at: dateTime,
  })
  .meta({ id: 'UndonePlantActions' });

export type PlantAction = z.infer<typeof plantActionSchema>;
export type ActOnPlants = z.infer<typeof actOnPlantsSchema>;
export type ActedOnPlants = z.infer<typeof actedOnPlantsSchema>;
export type ActionOutcome = (typeof ACTION_OUTCOMES)[number];
export type UndoPlants = z.infer<typeof undoPlantsSchema>;
