/** REST shapes of `/api/settings/notifications`. */
import { z } from 'zod';
import { channelChangesSchema, channelRuleChangesSchema, channelSettingsSchema } from './channel-settings.ts';
import { LANGUAGES } from './display.ts';
import { timeZoneSchema } from './time-zone.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 22:30');

export const quietHoursSchema = z
  .strictObject({ from: timeOfDay, to: timeOfDay, time_zone: timeZoneSchema })
  .refine(({ from, to }) => from !== to, { message: 'from and to must differ', path: ['to'] })
  .meta({
    id: 'QuietHours',
    description: 'No message is sent from `from` until `to` of the next day where that is earlier',
  });

export const digestSchema = z.strictObject({ at: timeOfDay, time_zone: timeZoneSchema }).meta({
  id: 'Digest',
  description:
    'One message a day: what needs water, what is silent, and what alerts there were; one line if there is nothing to tell',
});

/** Same range as `ALERT_COOLDOWN_S` in the contract. */
export const cooldownSchema = z.int().min(0).max(604_800);

export const notificationSettingsSchema = z
  .strictObject({
    channels: z.array(channelSettingsSchema).meta({ description: 'Every way in which the owner can be told' }),
    discord_webhook: z
      .string()
      .nullable()
      .meta({ description: 'As in `channels`. Masked: host and the last four characters' }),
    discord_webhook_source: z
      .enum(['settings', 'environment', 'none'])
      .meta({ description: 'One set here wins over DISCORD_WEBHOOK_URL' }),
    discord_webhook_error: z
      .string()
      .nullable()
      .meta({ description: 'Why the webhook that was set here is not used, and what to do' }),
    allowed_hosts: z.array(z.string()).meta({ description: 'Hosts that a Discord webhook set here may be on' }),
    cooldown_s: cooldownSchema.meta({
      description: 'Least seconds between two messages about the same plant and metric',
    }),
    cooldown_source: z.enum(['settings', 'environment']),
    quiet_hours: quietHoursSchema.nullable(),
    digest: digestSchema.nullable().meta({ description: 'null: none' }),
    language: z
      .enum(LANGUAGES)
      .nullable()
      .meta({ description: 'Of messages. null: that of the dashboard, or English where each browser decides' }),
    language_used: z.enum(LANGUAGES).meta({ description: 'In which messages are written now' }),
  })
  .meta({ id: 'NotificationSettings' });

export const updateNotificationSettingsSchema = z
  .strictObject({
    channels: channelChangesSchema.optional(),
    discord_webhook: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable()
      .optional()
      .meta({ description: 'As in `channels`. null: back to DISCORD_WEBHOOK_URL, if that is set' }),
    cooldown_s: cooldownSchema.nullable().optional().meta({ description: 'null: back to ALERT_COOLDOWN_S' }),
    quiet_hours: quietHoursSchema.nullable().optional(),
    digest: digestSchema.nullable().optional(),
    channel_rules: channelRuleChangesSchema.optional(),
    language: z.enum(LANGUAGES).nullable().optional(),
  })
  .meta({ id: 'UpdateNotificationSettings', description: 'Only what is given is changed' });

export const testNotificationsSchema = z
  .strictObject({ channel: z.string().max(64).optional() })
  .optional()
  .meta({ description: 'Nothing: every channel that is set up' });

const attempt = {
  ok: z.boolean(),
  latency_ms: z.int(),
  error: z.string().nullable().meta({ description: 'What is wrong and what to do' }),
};

export const testResultSchema = z
  .strictObject({
    ...attempt,
    channels: z
      .array(z.strictObject({ name: z.string(), ...attempt }).meta({ id: 'ChannelTestResult' }))
      .meta({ description: 'What came of it on each channel that was tried' }),
  })
  .meta({ id: 'TestResult', description: '`ok`: on all of them' });

export type Digest = z.infer<typeof digestSchema>;
export type QuietHours = z.infer<typeof quietHoursSchema>;
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
export type UpdateNotificationSettings = z.infer<typeof updateNotificationSettingsSchema>;
export type TestNotifications = z.infer<typeof testNotificationsSchema>;
export type TestResult = z.infer<typeof testResultSchema>;
