/** REST shapes of the channels in `/api/settings/notifications`: ways in which the owner is told. */
import { z } from 'zod';
import { TOPICS } from '../notifications/topics.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';
import { perLanguage } from './display.ts';

export const wordsSchema = z
  .strictObject(perLanguage(() => z.string()))
  .meta({ id: 'Words', description: 'A text by language' });

/** `url`: shown by its host and its last four characters. `secret`: never shown. `text`: shown as it is. */
export const CHANNEL_FIELD_KINDS = ['url', 'text', 'secret'] as const;
export type ChannelFieldKind = (typeof CHANNEL_FIELD_KINDS)[number];

const channelFieldSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(CHANNEL_FIELD_KINDS),
    label: wordsSchema,
    example: z.string(),
    required: z.boolean(),
    value: z.string().nullable().meta({ description: 'What counts now, masked unless it is a `text`; null: not set' }),
  })
  .meta({ id: 'ChannelField' });

const idList = z.array(z.string().min(1).max(64)).min(1).max(1000);

/** What a channel is told of. */
export const channelRulesSchema = z
  .strictObject({
    muted: z.boolean().meta({ description: 'Nothing is sent there, except for tests' }),
    topics: z.array(z.enum(TOPICS)).min(1).nullable().meta({
      description:
        'null: everything. `limits`: values out of range; `silence`: devices and metrics that are not heard of; `findings`: what was noticed about devices; `digest`; `system`: PlantOps itself',
    }),
    plants: idList.nullable().meta({
      description:
        'null in both `plants` and `rooms`: about all. Otherwise alerts about these plants, and those in `rooms`',
    }),
    rooms: idList.nullable(),
  })
  .meta({ id: 'ChannelRules' });

export const channelSettingsSchema = z
  .strictObject({
    name: z.string(),
    label: wordsSchema,
    hint: wordsSchema.meta({ description: 'Where to get what the fields ask for' }),
    configured: z.boolean().meta({ description: 'Messages go there' }),
    source: z
      .enum(['settings', 'environment', 'none'])
      .meta({ description: 'What is set here wins over the environment' }),
    error: z.string().nullable().meta({ description: 'Why what was set here is not used, and what to do' }),
    fields: z.array(channelFieldSchema),
    rules: channelRulesSchema,
    waiting: z.int().meta({ description: 'Messages that wait to be sent there' }),
    last_error: z.string().nullable().meta({ description: 'Why the last attempt failed; null once one succeeded' }),
  })
  .meta({ id: 'ChannelSettings' });

/** Longer than any address or key. */
const MAX_VALUE = 2000;

/** By channel; null removes what is set. The server knows which fields each has. */
export const channelChangesSchema = z
  .record(
    z.string().max(64),
    z
      .record(z.string().max(64), z.string().trim().max(MAX_VALUE).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND).nullable())
      .nullable(),
  )
  .meta({
    description:
      'By channel and field. null: back to the environment, or off; null for a field: not set. A field that is left out stays; a secret must be given again where an address moves to another host',
  });

/** By channel; what is left out stays. */
export const channelRuleChangesSchema = z
  .record(z.string().max(64), channelRulesSchema.partial())
  .meta({ description: 'By channel: what it is told of. What is left out stays' });

export type ChannelRules = z.infer<typeof channelRulesSchema>;
export type ChannelRuleChanges = z.infer<typeof channelRuleChangesSchema>;
export type ChannelSettings = z.infer<typeof channelSettingsSchema>;
export type ChannelChanges = z.infer<typeof channelChangesSchema>;
