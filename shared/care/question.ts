/** Questions about a plant that a language model answers: REST shapes and live events. */
import { z } from 'zod';
import { dateTime, id } from '../api/fields.ts';
import { FREE_TEXT, FREE_TEXT_DEMAND } from '../plain-text.ts';
import { LLM_PROVIDERS } from './care-words.ts';

/** In characters: room for a story, not for a book that is paid by the word. */
export const LONGEST_QUESTION = 1000;
/** An answer is cut here (characters). */
export const LONGEST_ANSWER = 8000;
/** `asking`: the answer is still being written. */
export const QUESTION_STATES = ['asking', 'answered', 'failed'] as const;

export const plantQuestionSchema = z
  .strictObject({
    id: z.int(),
    plant_id: id,
    asked_at: dateTime,
    question: z.string(),
    photo_url: z.string().nullable().meta({ description: 'Path of the photo that was attached' }),
    state: z.enum(QUESTION_STATES),
    answer: z.string().meta({ description: 'Plain text, so far. What a model says is never taken for markup' }),
    answered_at: dateTime.nullable(),
    provider: z.enum(LLM_PROVIDERS).nullable(),
    model: z.string().nullable(),
    tokens_in: z.int(),
    tokens_out: z.int(),
    failure: z
      .strictObject({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why it was not answered, and what to do' }),
  })
  .meta({ id: 'PlantQuestion' });

export const askQuestionSchema = z
  .strictObject({
    question: z.string().trim().min(1).max(LONGEST_QUESTION).regex(FREE_TEXT, FREE_TEXT_DEMAND),
    photo_id: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .nullable()
      .default(null)
      .meta({ description: 'Of a photo that was uploaded for this plant, and that no question has taken yet' }),
  })
  .meta({ id: 'AskQuestion' });

export const questionPhotoSchema = z.strictObject({ id: z.string() }).meta({ id: 'QuestionPhoto' });

export const removedQuestionSchema = z.strictObject({ id: z.int(), plant_id: id, removed: z.literal(true) });

export const questionPreviewSchema = z
  .strictObject({
    provider: z.enum(LLM_PROVIDERS).nullable().meta({ description: 'null: none is set up' }),
    model: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'The host that it is sent to' }),
    instructions: z.string(),
    data: z.string().meta({ description: 'What is sent of the plant, as JSON. A question and its photo come with it' }),
  })
  .meta({ id: 'QuestionPreview', description: 'What is sent with a question' });

export const questionConsentSchema = z
  .strictObject({
    allowed: z.boolean(),
    allowed_at: dateTime.nullable(),
  })
  .meta({ id: 'QuestionConsent', description: 'Whether questions, and what goes with them, may be sent' });

export const updateQuestionConsentSchema = z
  .strictObject({ allowed: z.boolean() })
  .meta({ id: 'UpdateQuestionConsent' });

export type PlantQuestion = z.infer<typeof plantQuestionSchema>;
export type AskQuestion = z.infer<typeof askQuestionSchema>;
export type QuestionPreview = z.infer<typeof questionPreviewSchema>;
export type QuestionConsent = z.infer<typeof questionConsentSchema>;
