/** The owner's settings. */
import { displaySettingsSchema, updateDisplaySettingsSchema } from '@plantops/shared/settings/display-settings.ts';
import {
  notificationSettingsSchema,
  testNotificationsSchema,
  testResultSchema,
  updateNotificationSettingsSchema,
} from '@plantops/shared/settings/notification-settings.ts';
import {
  llmModelSchema,
  llmSettingsSchema,
  llmTestResultSchema,
  updateLlmSettingsSchema,
} from '@plantops/shared/settings/llm-settings.ts';
import {
  changeRetentionSchema,
  keptMonthsSchema,
  removalsSchema,
  retentionSchema,
} from '@plantops/shared/settings/retention.ts';
import { z } from 'zod';
import { LLM_PROBLEMS } from './care.ts';
import type { Endpoint } from './endpoint.ts';

export const settingsEndpoints = {
  getDisplaySettings: {
    method: 'get',
    path: '/api/settings/display',
    tag: 'Settings',
    summary: 'Language, units, time zone and theme of the dashboard',
    answers: { 200: displaySettingsSchema },
  },
  updateDisplaySettings: {
    method: 'put',
    path: '/api/settings/display',
    tag: 'Settings',
    summary: 'Change how the dashboard shows things',
    body: updateDisplaySettingsSchema,
    answers: { 200: displaySettingsSchema },
  },
  getNotificationSettings: {
    method: 'get',
    path: '/api/settings/notifications',
    tag: 'Settings',
    summary: 'Where alerts are told, how often, and when not',
    answers: { 200: notificationSettingsSchema },
  },
  updateNotificationSettings: {
    method: 'put',
    path: '/api/settings/notifications',
    tag: 'Settings',
    summary: 'Change where alerts are told, how often, and when not',
    body: updateNotificationSettingsSchema,
    answers: { 200: notificationSettingsSchema },
    problems: ['webhook_not_allowed'],
  },
  testNotifications: {
    method: 'post',
    path: '/api/settings/notifications/test',
    tag: 'Settings',
    summary: 'Send a test message, on one channel or on every one that is set up',
    body: testNotificationsSchema,
    answers: { 200: testResultSchema },
  },
  getLlmSettings: {
    method: 'get',
    path: '/api/settings/llm',
    tag: 'Settings',
    summary: 'Who makes care plans, and what it has cost this month',
    answers: { 200: llmSettingsSchema },
  },
  updateLlmSettings: {
    method: 'put',
    path: '/api/settings/llm',
    tag: 'Settings',
    summary: 'Change who makes care plans',
    body: updateLlmSettingsSchema,
    answers: { 200: llmSettingsSchema },
  },
  testLlm: {
    method: 'post',
    path: '/api/settings/llm/test',
    tag: 'Settings',
    summary: 'Ask the language model that is set up a word, and say what is wrong when it does not answer',
    answers: { 200: llmTestResultSchema },
  },
  listLlmModels: {
    method: 'get',
    path: '/api/settings/llm/models',
    tag: 'Settings',
    summary: "The provider's models, as it lists them for the key that is set up",
    answers: { 200: z.array(llmModelSchema) },
    problems: LLM_PROBLEMS,
  },
  getRetention: {
    method: 'get',
    path: '/api/settings/retention',
    tag: 'Settings',
    summary: 'How long readings and figures are kept, what room they take, and when the disk is full',
    answers: { 200: retentionSchema },
  },
  previewRetention: {
    method: 'post',
    path: '/api/settings/retention/preview',
    tag: 'Settings',
    summary: 'What would be removed for good if it were kept so long; changes nothing',
    body: keptMonthsSchema,
    answers: { 200: removalsSchema },
  },
  changeRetention: {
    method: 'put',
    path: '/api/settings/retention',
    tag: 'Settings',
    summary: 'Change how long readings and figures are kept. What is too old by that is removed for good.',
    body: changeRetentionSchema,
    answers: { 200: retentionSchema },
    problems: ['removal_not_agreed'],
  },
} as const satisfies Record<string, Endpoint>;
