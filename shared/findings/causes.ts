/** Why a message was rejected or set aside: as codes and figures, from which the words are made in every language. */
import { z } from 'zod';
import type { Rejection } from '../messages.ts';
import { METRIC_NAMES } from '../metrics.ts';
import type { Remark } from '../remarks.ts';
import type { Language } from '../settings/display.ts';
import { spoken } from '#spoken';
import type { FindingText } from './finding-kind.ts';
import { evidenceSchema } from './finding.ts';
import { FINDING_CODES, findingText } from './kinds.ts';
import { findingOf } from './of-remark.ts';

/** What can be wrong with a message as a whole. What is wrong with a field of it is a finding. */
export const MESSAGE_CAUSE_CODES = [
  'message_empty',
  'not_json',
  /** Evidence: `sent`, its beginning. */
  'not_an_object',
  'no_metric',
  /** Evidence: `why`, what the database said. */
  'not_stored',
  /** Evidence: `node`, what it is called, and `why`, what it failed with. */
  'node_failed',
  /** Evidence: `node`, what it is called. */
  'ended_in_flow',
] as const;
export type MessageCauseCode = (typeof MESSAGE_CAUSE_CODES)[number];

export const rejectionCauseSchema = z
  .strictObject({
    code: z.enum([...MESSAGE_CAUSE_CODES, ...FINDING_CODES]),
    metric: z
      .enum(METRIC_NAMES)
      .nullable()
      .meta({ description: 'The metric that it is about; null: the whole message' }),
    evidence: evidenceSchema.meta({ description: 'The figures and words that it is made from' }),
  })
  .meta({ id: 'RejectionCause', description: 'Why a message was rejected or set aside' });
export const causesSchema = z
  .array(rejectionCauseSchema)
  .nullable()
  .meta({ description: 'The same as codes and figures; null where only the words are known' });
export type RejectionCause = z.infer<typeof rejectionCauseSchema>;

const isOfMessage = (code: RejectionCause['code']): code is MessageCauseCode =>
  (MESSAGE_CAUSE_CODES as readonly string[]).includes(code);

/** What people read of a cause, in their language, with what to do. */
export const causeText = (cause: RejectionCause, language: Language): FindingText =>
  isOfMessage(cause.code) ? spoken(language).causes[cause.code](cause) : findingText(cause.code, cause, language);

const causeOf = (remark: Remark): RejectionCause => {
  const { code, metric = null, evidence = {} } = findingOf(remark);
  return { code, metric, evidence };
};

/** Why a message was rejected or set aside. @returns null where nothing but the reason in words is known */
export function causesOf({ cause, remarks }: Pick<Rejection, 'cause' | 'remarks'>): RejectionCause[] | null {
  if (cause) return [{ metric: null, ...cause }];
  return remarks?.map(causeOf) ?? null;
}

/** Causes as they are stored; those that another version has written otherwise are left out. */
export function storedCauses(json: unknown): RejectionCause[] | null {
  return z.array(rejectionCauseSchema).safeParse(json).data ?? null;
}
