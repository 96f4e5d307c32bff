/** Alerts and the messages about them. */
import { alertSchema, NOTICE_STATES, noticeSchema } from '@plantops/shared/api/alerts.ts';
import { ALERT_SUBJECTS } from '@plantops/shared/metrics.ts';
import { z } from 'zod';
import { byNumber, type Endpoint, flag, idFilter, pageFields } from './endpoint.ts';

export const alertsEndpoints = {
  listAlerts: {
    method: 'get',
    path: '/api/alerts',
    tag: 'Alerts',
    summary: 'Alerts, newest first',
    query: z.strictObject({
      ...pageFields,
      plant_id: idFilter.optional(),
      device_id: idFilter.optional(),
      open: flag.optional(),
      about: z
        .enum(ALERT_SUBJECTS)
        .optional()
        .meta({ description: 'A metric that was outside its limits, or another kind of alert' }),
    }),
    answers: { 200: z.array(alertSchema) },
  },
  acknowledgeAlert: {
    method: 'post',
    path: '/api/alerts/:id/acknowledge',
    tag: 'Alerts',
    summary: 'Mark an alert as seen',
    params: byNumber,
    answers: { 200: alertSchema },
    problems: ['alert_not_found'],
  },
  unacknowledgeAlert: {
    method: 'delete',
    path: '/api/alerts/:id/acknowledge',
    tag: 'Alerts',
    summary: 'Mark an alert as not seen',
    params: byNumber,
    answers: { 200: alertSchema },
    problems: ['alert_not_found'],
  },
  listNotices: {
    method: 'get',
    path: '/api/notices',
    tag: 'Alerts',
    summary: 'Messages about alerts, newest first: what was delivered, what waits, what was refused and why',
    query: z.strictObject({
      ...pageFields,
      alert_id: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      state: z.enum(NOTICE_STATES).optional(),
    }),
    answers: { 200: z.array(noticeSchema) },
  },
} as const satisfies Record<string, Endpoint>;
