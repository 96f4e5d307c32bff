/** REST shapes of alerts and the messages about them. */
import { z } from 'zod';
import { evidenceSchema } from '../findings/finding.ts';
import { FINDING_CODES } from '../findings/kinds.ts';
import { METRIC_NAMES } from '../metrics.ts';
import { NOTICE_KINDS } from '../ports.ts';
import { dateTime } from './fields.ts';

export const ALERT_KINDS = ['threshold', 'offline', 'stale', 'finding'] as const;
export const alertSchema = z
  .strictObject({
    id: z.int(),
    kind: z.enum(ALERT_KINDS).meta({
      description:
        '`threshold`: a value outside its limits; `offline`: a silent device; `stale`: a metric without new values; `finding`: something noticed about a device',
    }),
    code: z.enum(FINDING_CODES).nullable().meta({ description: 'Of a finding: its code' }),
    evidence: evidenceSchema.nullable().meta({ description: 'Of a finding: what it was concluded from' }),
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
    delivery: z
      .enum(['none', 'waiting', 'sent', 'failed', 'not_configured', 'skipped'])
      .meta({ description: 'State of the last message about it, as of a notice' }),
  })
  .meta({ id: 'Alert' });

export const NOTICE_STATES = ['waiting', 'sent', 'failed', 'not_configured', 'skipped'] as const;

/** What becomes of a notice on one channel. */
export const deliverySchema = z
  .strictObject({
    channel: z.string().meta({ description: 'Its name, as in /api/settings/notifications' }),
    state: z.enum(NOTICE_STATES).meta({ description: '`not_configured`: the channel was removed while it waited' }),
    attempts: z.int(),
    last_error: z.string().nullable(),
    next_attempt_at: dateTime.nullable().meta({ description: 'Only while it waits' }),
    sent_at: dateTime.nullable(),
  })
  .meta({ id: 'Delivery', description: 'What became of a message on one channel' });

export const noticeSchema = z
  .strictObject({
    id: z.string(),
    alert_id: z.int(),
    kind: z.enum(NOTICE_KINDS),
    message: z.string(),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable(),
    state: z.enum(NOTICE_STATES).meta({
      description:
        'Over all channels: `waiting` if it waits on any; else `failed` if any refused it; else `sent` if it was delivered on any; `skipped`: quiet hours, and it was over when they ended; `not_configured`: no channel is set up',
    }),
    attempts: z.int().meta({ description: 'Most attempts on a channel' }),
    last_error: z.string().nullable().meta({ description: 'Of a channel on which it was not delivered' }),
    created_at: dateTime,
    next_attempt_at: dateTime.nullable().meta({ description: 'Only while it waits' }),
    sent_at: dateTime.nullable().meta({ description: 'When it was last delivered on a channel' }),
    deliveries: z.array(deliverySchema).meta({ description: 'By channel; none before it is released' }),
  })
  .meta({ id: 'Notice', description: 'One message about an alert, and what became of it' });

export type Alert = z.infer<typeof alertSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type NoticeRecord = z.infer<typeof noticeSchema>;
