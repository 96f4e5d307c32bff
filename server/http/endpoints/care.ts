/** Care plans, and the calendars made from them. */
import {
  careContextSchema,
  carePlanSchema,
  currentCarePlanSchema,
  storeCarePlanSchema,
} from '@plantops/shared/care/care-plan.ts';
import type { ProblemCode } from '@plantops/shared/problem.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { z } from 'zod';
import { byId, type Endpoint, pageFields, queryText } from './endpoint.ts';

/** Problems that a request to a provider may end in. */
export const LLM_PROBLEMS: ProblemCode[] = [
  'llm_not_configured',
  'llm_budget_used',
  'llm_wrong_key',
  'llm_no_credit',
  'llm_unknown_model',
  'llm_rate_limited',
  'llm_unreachable',
  'llm_timeout',
  'llm_refused',
  'llm_invalid_answer',
  'llm_answer_refused',
  'llm_failed',
];

const readersLanguage = z
  .enum(LANGUAGES)
  .optional()
  .meta({ description: 'Of the reader, where the display settings choose none; before `Accept-Language`' });
const calendarToken = z.strictObject({
  language: readersLanguage,
  token: queryText(100)
    .optional()
    .meta({ description: 'As in `calendar_url`: lets calendar programs in, which know no password' }),
});
const CALENDAR_TYPES = ['text/calendar'] as const;

export const careEndpoints = {
  analyzePlant: {
    method: 'post',
    path: '/api/plants/:id/analyze',
    tag: 'Care',
    summary:
      'Make a care plan now: by the language model that is set up, else by rules. Requests at the same time share one plan. `Accept-Language` chooses en, de, es or fr where the display settings do not.',
    params: byId,
    answers: { 200: carePlanSchema },
    problems: ['plant_not_found', 'flow_unavailable', ...LLM_PROBLEMS],
  },
  getCarePlan: {
    method: 'get',
    path: '/api/plants/:id/care-plan',
    tag: 'Care',
    summary:
      "The current care plan as it stands now, in the reader's language. A plan by rules is made at each view; one by a language model keeps its words, marked where something has changed since. Never asks a language model",
    params: byId,
    query: z.strictObject({ language: readersLanguage }),
    answers: { 200: currentCarePlanSchema },
    problems: ['plant_not_found'],
  },
  listCarePlans: {
    method: 'get',
    path: '/api/plants/:id/care-plans',
    tag: 'Care',
    summary: 'All care plans of a plant, newest first: the current one, then the earlier ones',
    params: byId,
    query: z.strictObject({
      limit: pageFields.limit.default(50),
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .optional()
        .meta({ description: 'From the `next` link of the page before' }),
    }),
    answers: { 200: z.array(carePlanSchema) },
    problems: ['plant_not_found'],
  },
  getCareContext: {
    method: 'get',
    path: '/api/plants/:id/care-context',
    tag: 'Care',
    summary: 'Everything that a care plan is made from, for flows and scripts that make one themselves',
    params: byId,
    query: z.strictObject({
      language: z
        .enum(LANGUAGES)
        .optional()
        .meta({ description: 'Of the plan, where the display settings choose none; as the plan before if left out' }),
    }),
    answers: { 200: careContextSchema },
    problems: ['plant_not_found'],
  },
  storeCarePlan: {
    method: 'post',
    path: '/api/plants/:id/care-plans',
    tag: 'Care',
    summary: "Store a care plan that was made elsewhere as the plant's current one",
    params: byId,
    body: storeCarePlanSchema,
    answers: { 201: carePlanSchema },
    problems: ['plant_not_found'],
  },
  getPlantCalendar: {
    method: 'get',
    path: '/api/plants/:id/care.ics',
    tag: 'Care',
    access: 'public',
    summary:
      "A plant's care as an iCalendar feed to subscribe to; needs the token of `calendar_url` or the owner's password",
    params: byId,
    query: calendarToken,
    answers: { 200: CALENDAR_TYPES },
    problems: ['plant_not_found', 'unauthorized'],
  },
} as const satisfies Record<string, Endpoint>;
