/**
 * What advice in somebody's own words comes to, in codes of ours and figures: so that it is judged by these, and not by words
 * in four languages. A model names it beside its words; what has none is judged more strictly.
 */
import { z } from 'zod';
import { ASKS, DIAGNOSIS_CODES, LEVELS } from '../diagnosis/codes.ts';

const PART = /^(?:summary|watering|light|humidity|(?:alerts|schedule)\/\d{1,2})$/;
/** A plan has as many parts as alerts, tasks and these: summary, watering, light and humidity. */
const MOST_POINTS = 24;
const MOST_CODES = 12;

export const adviceBasisSchema = z
  .strictObject({
    level: z.enum(LEVELS).meta({ description: 'How the plant is, as the summary says' }),
    watering: z.strictObject({
      every_days: z.int().min(1).max(365).nullable().meta({ description: 'Days between waterings; null: not said' }),
      amount_ml: z.number().min(0).max(1_000_000).nullable().meta({ description: 'Of one watering; null: not said' }),
    }),
    points: z
      .array(
        z.strictObject({
          part: z.string().regex(PART).meta({
            description: 'Of the plan: `summary`, `watering`, `light`, `humidity`, `alerts/0`, `schedule/0` and so on',
          }),
          findings: z
            .array(z.enum(DIAGNOSIS_CODES))
            .max(MOST_CODES)
            .meta({ description: 'Codes of the findings of the diagnosis that it rests on' }),
          asks: z.array(z.enum(ASKS)).max(MOST_CODES).meta({ description: 'What it asks the owner to do' }),
        }),
      )
      .max(MOST_POINTS),
  })
  .meta({ id: 'AdviceBasis', description: 'What the advice rests on and asks for, in codes' });

export type AdviceBasis = z.infer<typeof adviceBasisSchema>;

const knownOf = <Code extends string>(values: unknown, known: readonly Code[]): Code[] =>
  Array.isArray(values) ? [...new Set(known.filter((code) => values.includes(code)))].slice(0, MOST_CODES) : [];

/**
 * The basis in an answer, without codes and parts that do not exist: a model that mixes up one of them has still said the
 * others. What has no form at all is no basis.
 */
export function basisIn(value: unknown): AdviceBasis | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { level, watering, points } = value as Record<string, unknown>;
  const { every_days: every = null, amount_ml: amount = null } = (watering ?? {}) as Record<string, unknown>;
  const known = {
    level,
    watering: { every_days: every, amount_ml: amount },
    points: (Array.isArray(points) ? points : []).slice(0, MOST_POINTS).flatMap((point: unknown) => {
      const { part, findings, asks } = (point ?? {}) as Record<string, unknown>;
      if (typeof part !== 'string' || !PART.test(part)) return [];
      return [{ part, findings: knownOf(findings, DIAGNOSIS_CODES), asks: knownOf(asks, ASKS) }];
    }),
  };
  return adviceBasisSchema.safeParse(known).data;
}
