import { createHmac } from 'node:crypto';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { NOTICE_KINDS } from '@plantops/shared/ports.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { CHECK_WEBHOOK, postJson } from '../http-post.ts';

const namedSchema = z.strictObject({ id: z.string(), name: z.string() });

/** The body that is posted. Receivers depend on it: fields may be added, but never renamed or removed. */
export const webhookBodySchema = z.strictObject({
  id: z.string().meta({ description: 'Of the message: the same at every attempt' }),
  kind: z.enum([...NOTICE_KINDS, 'test', 'system', 'digest']),
  message: z.string().meta({ description: 'In English, for people' }),
  text: z.string().meta({ description: 'The same in the language that messages are set to' }),
  plant: namedSchema.nullable(),
  device: namedSchema.nullable(),
  metric: z
    .enum(METRIC_NAMES)
    .nullable()
    .meta({ description: 'null: a device that fell silent, a test, or PlantOps itself' }),
  value: z.number().nullable().meta({ description: 'The last value out of range that was told' }),
  threshold: z.number().nullable().meta({ description: 'The limit that was broken' }),
  direction: z.enum(['min', 'max']).nullable(),
  alert_id: z.int().nullable().meta({ description: 'As in /api/alerts; null: a test, or PlantOps itself' }),
  created_at: z.iso.datetime(),
  joined: z
    .array(
      z.strictObject({
        id: z.string(),
        message: z.string(),
        text: z.string(),
        plant: namedSchema.nullable(),
        device: namedSchema.nullable(),
      }),
    )
    .optional()
    .meta({ description: 'Only in a message that stands for several: what each of them says' }),
});

const webhookBody = ({ id, kind, text, english, plant, device, alert, createdAt, joined }: NoticeMessage) =>
  ({
    id,
    kind,
    message: english ?? text,
    text,
    plant,
    device,
    metric: alert?.metric ?? null,
    value: alert?.value ?? null,
    threshold: alert?.threshold ?? null,
    direction: alert?.direction ?? null,
    alert_id: alert?.id ?? null,
    created_at: createdAt.toISOString(),
    ...(joined && {
      joined: joined.map((one) => ({
        id: one.id,
        message: one.english ?? one.text,
        text: one.text,
        plant: one.plant,
        device: one.device,
      })),
    }),
  }) satisfies z.input<typeof webhookBodySchema>;

const WHO = { en: 'The webhook', de: 'Der Webhook' } as const;

/** Signs the timestamp together with the body, so that a receiver can reject replayed messages. */
const signature = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** Posts to any server that accepts JSON, such as a home automation system. */
export const webhook = defineChannel({
  name: 'webhook',
  label: { en: 'Webhook', de: 'Webhook' },
  hint: {
    en: 'Posts JSON to a server of yours. The variable WEBHOOK_ALLOWED_HOSTS must name its host. With a secret, each message is signed in X-PlantOps-Signature.',
    de: 'Sendet JSON an einen eigenen Server. Die Variable WEBHOOK_ALLOWED_HOSTS muss seinen Host nennen. Mit einem Geheimnis ist jede Nachricht in X-PlantOps-Signature signiert.',
  },
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    secret: z.string().min(8).max(500).optional(),
  }),
  fields: {
    url: {
      kind: 'url',
      label: { en: 'Address', de: 'Adresse' },
      example: 'https://home.example.org/hooks/plants',
    },
    secret: {
      kind: 'secret',
      label: { en: 'Secret', de: 'Geheimnis' },
      example: 'correct-horse-battery',
    },
  },
  hosts: [],
  send({ url, secret }, message, context) {
    const body = JSON.stringify(webhookBody(message));
    const timestamp = String(Math.floor(context.clock.now().getTime() / 1000));
    return postJson({
      url,
      headers: {
        'X-PlantOps-Delivery': message.id,
        'X-PlantOps-Timestamp': timestamp,
        ...(secret !== undefined && { 'X-PlantOps-Signature': signature(secret, timestamp, body) }),
      },
      body,
      receiver: inLanguage(WHO, context.language),
      advice: { 401: CHECK_WEBHOOK, 404: CHECK_WEBHOOK },
      context,
    });
  },
});
