/** REST shapes of how often an owner means to do what for a plant. */
import { z } from 'zod';
import { CHORE_KINDS, type ChoreKind, LONGEST_INTERVAL_DAYS } from '../care/chores.ts';
import { dateTime } from './fields.ts';

const days = z.int().min(1).max(LONGEST_INTERVAL_DAYS).nullable();

export const careIntervalSchema = z
  .strictObject({
    summer_days: days.meta({ description: 'In spring and summer where the plant stands; null: not done then' }),
    winter_days: days.meta({ description: 'In autumn and winter; null: not done then' }),
  })
  .meta({ id: 'CareInterval' });

const perChore = <T extends z.ZodType>(of: T) =>
  Object.fromEntries(CHORE_KINDS.map((kind) => [kind, of])) as Record<ChoreKind, T>;

export const setCareIntervalsSchema = z.strictObject(perChore(careIntervalSchema.nullable().optional())).meta({
  id: 'SetCareIntervals',
  description: 'All intervals of the plant: a kind that is left out, or null, has none then',
});

export const careIntervalsSchema = z
  .array(
    z.strictObject({
      kind: z.enum(CHORE_KINDS),
      ...careIntervalSchema.shape,
      since: dateTime.meta({
        description: 'When the interval was set; it counts from then where the journal has no such entry',
      }),
      last_at: dateTime.nullable().meta({ description: 'The last entry of this kind in the journal' }),
      next_on: z.iso.date().meta({ description: 'When it is due, or since when' }),
    }),
  )
  .meta({ id: 'CareIntervals', description: 'Kinds with an interval' });

/** Of a plant, by kind, as they are stored. */
export const storedCareIntervalSchema = z.object({
  ...careIntervalSchema.shape,
  since: z.iso.datetime({ offset: true }),
});

export type SetCareIntervals = z.infer<typeof setCareIntervalsSchema>;
export type CareIntervals = z.infer<typeof careIntervalsSchema>;
export type StoredCareIntervals = Partial<Record<ChoreKind, z.infer<typeof storedCareIntervalSchema>>>;
