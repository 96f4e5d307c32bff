/** What is set about Home Assistant, and how it stands. */
import { z } from 'zod';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';
import { wordsSchema } from './channel-settings.ts';
import { LANGUAGES } from './display.ts';
import { HOME_BROKERS } from './home-assistant-names.ts';

export const HOME_CONNECTIONS = ['off', 'connecting', 'connected', 'failed'] as const;

const text = (longest: number) => z.string().trim().min(1).max(longest).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);

const brokerUrl = z
  .url({ protocol: /^mqtts?$/, error: 'must be an address such as mqtt://homeassistant.local:1883 or mqtts://…' })
  .max(300)
  .refine((address) => {
    if (!URL.canParse(address)) return false;
    const { hostname, username, password, pathname, search, hash } = new URL(address);
    return hostname !== '' && [username, password, search, hash].every((part) => part === '') && /^\/?$/.test(pathname);
  }, 'must have a host, and neither a user name nor a path');

const certificate = z
  .string()
  .trim()
  .max(20_000)
  .regex(
    /^-----BEGIN CERTIFICATE-----[\w+/=\s-]+-----END CERTIFICATE-----$/,
    'must be a certificate as text (PEM), from -----BEGIN CERTIFICATE----- on',
  );

export const homeAssistantSettingsSchema = z
  .strictObject({
    enabled: z.boolean().meta({ description: 'Plants and devices are announced to Home Assistant' }),
    broker: z.enum(HOME_BROKERS),
    url: z.string().nullable().meta({ description: 'Of the other broker' }),
    username: z.string().nullable().meta({ description: 'At the other broker; null: it asks for none' }),
    password: z.string().nullable().meta({ description: 'At the other broker: `****` if one is set' }),
    ca_certificate: z
      .string()
      .nullable()
      .meta({ description: 'Who vouches for the other broker, as PEM; null: the authorities that Node.js knows' }),
    discovery_prefix: z.string().meta({ description: 'At the other broker; Home Assistant has `homeassistant`' }),
    dashboard_url: z.string().nullable().meta({ description: 'Where links in Home Assistant lead' }),
    language: z.enum(LANGUAGES).nullable().meta({ description: 'Of the names of entities; null: as the dashboard' }),
    account: z
      .strictObject({ username: z.string(), created_at: z.iso.datetime() })
      .nullable()
      .meta({ description: "Home Assistant's own account at the broker of this server; null: none was made" }),
    connection: z.enum(HOME_CONNECTIONS),
    error: z.string().nullable().meta({ description: 'What is wrong and what to do' }),
    trouble: wordsSchema.nullable().meta({ description: 'What is wrong at the broker, in every language' }),
    home_assistant: z
      .enum(['online', 'offline'])
      .nullable()
      .meta({ description: 'What Home Assistant last said of itself at the broker; null: nothing yet' }),
    announced: z.strictObject({ plants: z.int(), devices: z.int() }),
    leaving: z.array(z.string()).meta({
      description: 'Brokers at which what was announced is still to be removed, because they could not be reached',
    }),
  })
  .meta({ id: 'HomeAssistantSettings' });

export const updateHomeAssistantSettingsSchema = z
  .strictObject({
    enabled: z.boolean().optional(),
    broker: z.enum(HOME_BROKERS).optional(),
    url: brokerUrl.nullable().optional(),
    username: text(200).nullable().optional(),
    password: z.string().min(1).max(500).nullable().optional().meta({
      description: 'Write only; null removes it. Needed again with another url, since it would be sent elsewhere',
    }),
    ca_certificate: certificate.nullable().optional(),
    discovery_prefix: z
      .string()
      .regex(/^[\w-]+(?:\/[\w-]+)*$/, 'letters, digits, _ and - only')
      .max(60)
      .optional(),
    dashboard_url: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .nullable()
      .optional(),
    language: z.enum(LANGUAGES).nullable().optional(),
  })
  .meta({ id: 'UpdateHomeAssistantSettings', description: 'Only what is given is changed' });

export const homeAccountSchema = z
  .strictObject({
    username: z.string(),
    password: z.string(),
    mqtt: z.strictObject({ host: z.string(), port: z.int() }),
  })
  .meta({ id: 'HomeAssistantAccount', description: 'Shown once: the server keeps only a hash of the password' });

export type HomeAssistantSettings = z.infer<typeof homeAssistantSettingsSchema>;
export type UpdateHomeAssistantSettings = z.infer<typeof updateHomeAssistantSettingsSchema>;
export type HomeAccount = z.infer<typeof homeAccountSchema>;
