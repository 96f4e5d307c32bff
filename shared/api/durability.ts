/** REST shapes of the durability watch (`GET /api/system/checks`). */
import { z } from 'zod';
import { CHECK_CODES } from '../durability/check-words.ts';
import { CHECK_NAMES, CHECK_STATES } from '../durability/checks.ts';

export const checkSchema = z
  .strictObject({
    name: z.enum(CHECK_NAMES),
    state: z.enum(CHECK_STATES).meta({
      description:
        '`failing`: readings are not stored safely now, and /readyz answers 503; `unknown`: not looked at yet, or not for this server to see',
    }),
    since: z.iso.datetime().meta({ description: 'Since when it is in this state' }),
    code: z.enum(CHECK_CODES).meta({ description: 'Stable name of what was seen' }),
    figures: z.record(z.string(), z.union([z.number(), z.string()])),
    words: z.string().meta({ description: 'What was seen, in English' }),
    remedy: z.string().meta({ description: 'What to do, in English; empty where there is nothing to do' }),
  })
  .meta({ id: 'SystemCheck' });

export const countsSchema = z
  .strictObject({
    taken: z.int().meta({ description: 'Messages that the broker took from anyone' }),
    answered: z
      .int()
      .meta({ description: 'Messages of devices that were stored, set aside or let go, and then acknowledged' }),
    dropped: z.int().meta({ description: 'Messages that the broker dropped from a full queue' }),
    waiting: z.int().nullable().meta({ description: 'Messages that wait at the broker; null where that is not known' }),
  })
  .meta({ id: 'MessageCounts', description: 'Counts that survive restarts of server, flow engine and broker' });

export const durabilitySchema = z
  .strictObject({
    state: z.enum(['ok', 'warning', 'failing']).meta({ description: 'The worst of the checks' }),
    checks: z.array(checkSchema),
    counts: countsSchema,
  })
  .meta({ id: 'Durability', description: 'Whether what devices send is kept, and what to do where it is not' });

export type Check = z.infer<typeof checkSchema>;
export type MessageCounts = z.infer<typeof countsSchema>;
export type Durability = z.infer<typeof durabilitySchema>;
