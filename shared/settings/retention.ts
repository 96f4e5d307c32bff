/** How long what is measured is kept: REST shapes of `/api/settings/retention`. */
import { z } from 'zod';
import { dateTime } from '../api/fields.ts';

/** What is kept for a time of its own: each reading, and the figures that charts are drawn from. The finest comes first. */
export const KEPT_KINDS = ['readings', 'five_minutes', 'hours', 'days'] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

/** Longer than anybody measures. */
const MOST_MONTHS = 1200;

/** A value for each kind. */
export const perKind = <T>(value: (kind: KeptKind) => T): Record<KeptKind, T> =>
  Object.fromEntries(KEPT_KINDS.map((kind) => [kind, value(kind)])) as Record<KeptKind, T>;

const months = z
  .int()
  .min(1)
  .max(MOST_MONTHS)
  .nullable()
  .meta({ description: 'How many whole months are kept beside the present one; null: for ever' });

/** Whether coarser figures are kept at least as long as what they are made from. */
const isInOrder = (kept: Record<KeptKind, number | null>): boolean =>
  KEPT_KINDS.every((kind, index) => {
    const finer = KEPT_KINDS[index - 1];
    return !finer || (kept[kind] ?? Infinity) >= (kept[finer] ?? Infinity);
  });

export const keptMonthsSchema = z
  .strictObject(perKind(() => months))
  .refine(isInOrder, {
    error: 'Figures of a longer time must be kept at least as long as those of a shorter one, and as the readings',
  })
  .meta({
    id: 'KeptMonths',
    description:
      'How long readings, and figures of five minutes, hours and days are kept. Whole months (UTC) go, once all of them is too old',
  });

export const removalSchema = z
  .strictObject({
    kind: z.enum(KEPT_KINDS),
    rows: z.int().meta({ description: 'How many would go' }),
    before: dateTime.meta({ description: 'They are of before this time' }),
  })
  .meta({ id: 'Removal', description: 'What would be removed for good' });

export const removalsSchema = z.array(removalSchema);

export const changeRetentionSchema = z
  .strictObject({
    months: keptMonthsSchema,
    agreed: z
      .boolean()
      .default(false)
      .meta({ description: 'Needed where something goes at once: that the owner was told what' }),
  })
  .meta({ id: 'ChangeRetention' });

const storedSchema = z
  .strictObject({
    bytes: z.int().meta({ description: 'On the disk, with indexes' }),
    bytes_a_day: z.int().meta({
      description: 'How fast it grows, by the last seven days; 0 once as much goes as comes',
    }),
    kept_from: dateTime.nullable().meta({ description: 'What is older was let go; null: nothing was' }),
  })
  .meta({ id: 'Stored' });

export const retentionSchema = z
  .strictObject({
    months: keptMonthsSchema,
    stored: z.strictObject(perKind(() => storedSchema)),
    disk: z
      .strictObject({ free_bytes: z.int(), total_bytes: z.int() })
      .nullable()
      .meta({ description: 'Where the database is; null: on another machine, or not known' }),
    full_at: dateTime
      .nullable()
      .meta({ description: 'When the disk is full at this rate; null: not in a hundred years, or not known' }),
  })
  .meta({ id: 'Retention', description: 'How long what is measured is kept, and what room it takes' });

export type KeptMonths = z.infer<typeof keptMonthsSchema>;
export type ChangeRetention = z.infer<typeof changeRetentionSchema>;
export type Removal = z.infer<typeof removalSchema>;
export type Retention = z.infer<typeof retentionSchema>;
