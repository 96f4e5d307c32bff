/** What to do today, over all plants. */
import { finishTaskSchema, snoozeSchema, taskId, todayMarkSchema, todaySchema } from '@plantops/shared/api/today.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

const byTask = z.strictObject({ id: taskId });

export const todayEndpoints = {
  getToday: {
    method: 'get',
    path: '/api/today',
    tag: 'Care',
    summary:
      'What to do today, over all plants: each matter once, with its reason in figures, in the order in which rooms are walked through. From diagnoses that are kept up to date, so it asks nothing anew',
    query: z.strictObject({
      language: z
        .enum(LANGUAGES)
        .optional()
        .meta({ description: 'Of the reader, where the display settings choose none; before `Accept-Language`' }),
    }),
    answers: { 200: todaySchema },
  },
  finishTask: {
    method: 'post',
    path: '/api/today/:id/done',
    tag: 'Care',
    summary:
      'Note that a task is done: a watering or other care goes into the journal, an alert is acknowledged, and what was looked at is not asked for again until it changes. A second time changes nothing',
    params: byTask,
    body: finishTaskSchema,
    answers: { 200: todayMarkSchema },
    problems: ['task_not_found', 'task_ends_elsewhere', 'watered_lately'],
  },
  reopenTask: {
    method: 'delete',
    path: '/api/today/:id/done',
    tag: 'Care',
    summary: 'Take back that a task is done, with the entry that was made',
    params: byTask,
    answers: { 204: null },
    problems: ['task_not_found'],
  },
  snoozeTask: {
    method: 'post',
    path: '/api/today/:id/snooze',
    tag: 'Care',
    summary:
      'Put a task off. It comes back before where it becomes more urgent than it was, or something else joins the matter',
    params: byTask,
    body: snoozeSchema,
    answers: { 200: todayMarkSchema },
    problems: ['task_not_found'],
  },
  wakeTask: {
    method: 'delete',
    path: '/api/today/:id/snooze',
    tag: 'Care',
    summary: 'Ask for a task again that was put off',
    params: byTask,
    answers: { 204: null },
    problems: ['task_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
