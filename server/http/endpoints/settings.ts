/** What the owner sets. */
import {
  displaySettingsSchema, notificationSettingsSchema, testResultSchema, updateDisplaySettingsSchema, updateNotificationSettingsSchema,
} from '@plantops/nodes/shared/settings.ts';
import type { Endpoint } from './endpoint.ts';

export const settingsEndpoints = {
  getDisplaySettings: {
    method: 'get', path: '/api/settings/display', tag: 'Settings', summary: 'Language, units, time zone and theme of the dashboard',
    answers: { 200: displaySettingsSchema },
  },
  updateDisplaySettings: {
    method: 'put', path: '/api/settings/display', tag: 'Settings', summary: 'Change how the dashboard shows things',
    body: updateDisplaySettingsSchema, answers: { 200: displaySettingsSchema },
  },
  getNotificationSettings: {
    method: 'get', path: '/api/settings/notifications', tag: 'Settings', summary: 'Where alerts are told, how often, and when not',
    answers: { 200: notificationSettingsSchema },
  },
  updateNotificationSettings: {
    method: 'put', path: '/api/settings/notifications', tag: 'Settings', summary: 'Change where alerts are told, how often, and when not',
    body: updateNotificationSettingsSchema, answers: { 200: notificationSettingsSchema }, problems: ['webhook_not_allowed'],
  },
  testNotifications: {
    method: 'post', path: '/api/settings/notifications/test', tag: 'Settings', summary: 'Send a test message to the webhook that is set',
    answers: { 200: testResultSchema },
  },
} as const satisfies Record<string, Endpoint>;
