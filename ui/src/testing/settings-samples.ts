/** What the page of settings shows in tests. */
import { perLanguage } from '@plantops/shared/settings/display.ts';
import { perKind } from '@plantops/shared/settings/retention.ts';
import type {
  ChannelSettings,
  HomeAssistantSettings,
  LlmSettings,
  NotificationSettings,
  Retention,
  System,
  Words,
} from '../api/generated';
import { at } from './samples';

/** A text as the server sends it: in English where nothing else is given. */
export const words = (en: string, others: Partial<Words> = {}): Words => ({
  ...perLanguage(() => en),
  ...others,
});

/** Discord, with its webhook set on the page. */
export const channel = (more: Partial<ChannelSettings> = {}): ChannelSettings => ({
  name: 'discord',
  label: words('Discord', { de: 'Discord (de)' }),
  hint: words('In the settings of the channel.', { de: 'In den Einstellungen des Kanals.' }),
  configured: true,
  source: 'settings',
  error: null,
  fields: [
    {
      name: 'url',
      kind: 'url',
      label: words('Webhook'),
      example: 'https://discord.com/api/webhooks/1/a',
      required: true,
      value: 'discord.com/…abcd',
    },
  ],
  rules: { muted: false, topics: null, plants: null, rooms: null },
  waiting: 0,
  last_error: null,
  ...more,
});

export const notificationSettings = (more: Partial<NotificationSettings> = {}): NotificationSettings => ({
  channels: [channel()],
  discord_webhook: null,
  discord_webhook_source: 'none',
  discord_webhook_error: null,
  allowed_hosts: ['discord.com'],
  cooldown_s: 3600,
  cooldown_source: 'settings',
  quiet_hours: null,
  digest: null,
  language: null,
  language_used: 'en',
  ...more,
});

/** The advisor with a key of Anthropic. */
export const llmSettings = (more: Partial<LlmSettings> = {}): LlmSettings => ({
  provider: 'anthropic',
  model: 'claude-sonnet-4-20250514',
  api_key: '****abcd',
  base_url: null,
  automatic: true,
  monthly_tokens: null,
  ready: true,
  error: null,
  default_models: { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' },
  usage: { month: '2026-01', calls: 0, tokens_in: 0, tokens_out: 0, cost_usd: null },
  price: null,
  prices_as_of: '2026-01-01',
  ends_on: null,
  replacement: null,
  abilities: null,
  ...more,
});

export const homeAssistantSettings = (more: Partial<HomeAssistantSettings> = {}): HomeAssistantSettings => ({
  enabled: false,
  broker: 'own',
  url: null,
  username: null,
  password: null,
  ca_certificate: null,
  discovery_prefix: 'homeassistant',
  dashboard_url: null,
  language: null,
  account: null,
  connection: 'off',
  error: null,
  trouble: null,
  home_assistant: null,
  announced: { plants: 0, devices: 0 },
  leaving: [],
  ...more,
});

export const system = (more: Partial<System> = {}): System => ({
  version: '1.0.0',
  registration_key_required: false,
  started_at: at('08:00'),
  database: { kind: 'embedded', version: '17.2', timescale: true, size_bytes: 12_000_000 },
  mqtt: { host: 'plants.local', port: 1883 },
  heartbeat_interval_s: 60,
  simulator: { allowed: true, running: false, devices: 0 },
  ...more,
});

/** Everything is kept for ever, and the disk has room for years. */
export const retention = (more: Partial<Retention> = {}): Retention => ({
  months: perKind(() => null),
  stored: perKind(() => ({ bytes: 5_000_000, bytes_a_day: 20_000, kept_from: null })),
  disk: { free_bytes: 8e9, total_bytes: 16e9 },
  full_at: null,
  ...more,
});
