/** REST shapes of alerts and the messages about them. */
import { z } from 'zod';
import { METRIC_NAMES } from '../metrics.ts';
import { dateTime } from './fields.ts';

export const ALERT_KINDS = ['threshold', 'offline'] as const;
export const alertSchema = z
  .strictObject({
    id: z.int(),
    kind: z.enum(ALERT_KINDS),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable(),
    metric: z.enum(METRIC_NAMES).nullable(),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    direction: z.enum(['min', 'max']).nullable(),
    message: z.string(),
    opened_at: dateTime,
    closed_at: dateTime.nullable(),
    acknowledged_at: dateTime.nullable(),
    sent_at: dateTime.nullable().meta({ description: 'When the last message about it was delivered' }),
    delivery: z.enum(['none', 'waiting', 'sent', 'failed', 'not_configured', 'skipped']).meta({
      description: 'State of the last message about it; `skipped`: quiet hours, and it was over when they ended',
    }),
  })
  .meta({ id: 'Alert' });

export const NOTICE_KINDS = ['breach', 'reminder', 'recovery', 'offline', 'online'] as const;
export const NOTICE_STATES = ['waiting', 'sent', 'failed', 'not_configured', 'skipped'] as const;
export const noticeSchema = z
  .strictObject({
    id: z.string(),
    alert_id: z.int(),
    kind: z.enum(NOTICE_KINDS),
    message: z.string(),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable(),
    state: z.enum(NOTICE_STATES),
    attempts: z.int(),
    last_error: z.string().nullable(),
    created_at: dateTime,
    next_attempt_at: dateTime.nullable().meta({ description: 'Only while it waits' }),
    sent_at: dateTime.nullable(),
  })
  .meta({ id: 'Notice', description: 'One message about an alert, and what became of it' });

export type Alert = z.infer<typeof alertSchema>;
export type NoticeRecord = z.infer<typeof noticeSchema>;
