/** REST shape of `/api/releases`: what each version of PlantOps changed. */
import { z } from 'zod';

export const releaseSchema = z
  .strictObject({
    version: z.string().nullable().meta({ description: 'null: changes that are in no version yet' }),
    date: z.iso.date().nullable().meta({ description: 'When it was released; null where that is not known' }),
    notes: z.array(z.string()).meta({ description: 'What is to be known before all of it' }),
    groups: z.array(
      z.strictObject({
        title: z.string().nullable().meta({ description: 'Such as `Added`; null where it has none' }),
        items: z.array(z.string()).meta({
          description: 'In English, in Markdown of which code, emphasis and links are used',
        }),
      }),
    ),
  })
  .meta({ id: 'Release', description: 'What a version changed for owners, as in CHANGELOG.md' });

export type Release = z.infer<typeof releaseSchema>;
