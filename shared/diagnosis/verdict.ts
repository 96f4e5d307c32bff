/** What is said of a plant wherever there is room for little: in lists, on cards, in a digest. */
import { z } from 'zod';
import { type Diagnosis, careFindingSchema } from './diagnosis.ts';
import { ASKS, LEVELS } from './codes.ts';

/** Findings that a verdict carries: enough for a sentence, and few enough for a list of hundreds of plants. */
export const VERDICT_FINDINGS = 3;

export const verdictSchema = z
  .strictObject({
    at: z.iso.datetime().meta({ description: 'Since when it has said this' }),
    level: z.enum(LEVELS),
    findings: z.array(careFindingSchema).max(VERDICT_FINDINGS).meta({
      description: 'The first one of the diagnosis, and the next ones that are more than a notice, in its order',
    }),
    asks: z.array(z.enum(ASKS)).meta({ description: 'What is asked for after conflicts were settled' }),
    next_watering: z.iso
      .date()
      .nullable()
      .meta({ description: 'null: not before something else is settled, such as a wet pot; in the past: overdue' }),
  })
  .meta({
    id: 'Verdict',
    description: "How a plant is: the short form of its diagnosis, the same wherever it's shown",
  });

export type Verdict = z.infer<typeof verdictSchema>;

/** The short form of a diagnosis. */
export const verdictOf = ({ at, level, findings, asks, watering }: Diagnosis): Verdict => ({
  at,
  level,
  // What need not be acted on is told by the whole diagnosis, unless it is the first to say.
  findings: findings.filter(({ severity }, index) => index === 0 || severity !== 'notice').slice(0, VERDICT_FINDINGS),
  asks,
  next_watering: watering.next,
});
