/** Questions about plants that the owner's language model answers. */
import { PHOTO_TYPES } from '@plantops/shared/api/photos.ts';
import {
  askQuestionSchema,
  plantQuestionSchema,
  questionConsentSchema,
  questionPhotoSchema,
  questionPreviewSchema,
  updateQuestionConsentSchema,
} from '@plantops/shared/care/question.ts';
import { z } from 'zod';
import { byId, byNumber, type Endpoint, pageFields } from './endpoint.ts';

export const questionEndpoints = {
  listPlantQuestions: {
    method: 'get',
    path: '/api/plants/:id/questions',
    tag: 'Care',
    summary: 'What was asked about a plant, with the answers, newest first',
    params: byId,
    query: z.strictObject({
      limit: pageFields.limit.default(20),
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .optional()
        .meta({ description: 'From the `next` link of the page before' }),
    }),
    answers: { 200: z.array(plantQuestionSchema) },
    problems: ['plant_not_found'],
  },
  askPlantQuestion: {
    method: 'post',
    path: '/api/plants/:id/questions',
    tag: 'Care',
    summary:
      'Ask the language model about a plant. The answer comes as `question` events of /api/events, and stands in the list',
    params: byId,
    body: askQuestionSchema,
    answers: { 202: plantQuestionSchema },
    problems: [
      'plant_not_found',
      'questions_not_allowed',
      'question_in_progress',
      'invalid_photo',
      'llm_not_configured',
    ],
  },
  previewPlantQuestion: {
    method: 'get',
    path: '/api/plants/:id/question-preview',
    tag: 'Care',
    summary: 'What is sent with a question about a plant, and to whom. Asks nobody',
    params: byId,
    answers: { 200: questionPreviewSchema },
    problems: ['plant_not_found'],
  },
  addQuestionPhoto: {
    method: 'post',
    path: '/api/plants/:id/question-photos',
    tag: 'Care',
    summary: 'Upload a photo for the next question about a plant: JPEG, PNG or WebP, at most 4 MB',
    params: byId,
    upload: { mediaTypes: PHOTO_TYPES, limitBytes: 4 * 1024 * 1024 },
    answers: { 201: questionPhotoSchema },
    problems: ['plant_not_found', 'invalid_photo'],
  },
  getQuestionPhoto: {
    method: 'get',
    path: '/api/plants/:id/question-photos/:photo',
    tag: 'Care',
    summary: 'A photo that was attached to a question',
    params: byId.extend({ photo: z.string().regex(/^[\w-]{1,64}$/) }),
    answers: { 200: PHOTO_TYPES },
    problems: ['photo_not_found'],
  },
  deletePlantQuestion: {
    method: 'delete',
    path: '/api/questions/:id',
    tag: 'Care',
    summary: 'Remove a question with its answer and its photo',
    params: byNumber,
    answers: { 204: null },
    problems: ['question_not_found'],
  },
  getQuestionConsent: {
    method: 'get',
    path: '/api/settings/questions',
    tag: 'Settings',
    summary: 'Whether questions about plants may be sent to the language model',
    answers: { 200: questionConsentSchema },
  },
  updateQuestionConsent: {
    method: 'put',
    path: '/api/settings/questions',
    tag: 'Settings',
    summary: 'Allow or forbid that questions about plants are sent to the language model',
    body: updateQuestionConsentSchema,
    answers: { 200: questionConsentSchema },
  },
} as const satisfies Record<string, Endpoint>;
