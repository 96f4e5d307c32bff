import type { Clock } from '@plantops/shared/clock.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { type Post, postJson } from '../http-post.ts';
import { isJoined } from '../joined-message.ts';

const COLOURS = {
  breach: 0xd9822b,
  reminder: 0xd9822b,
  recovery: 0x3d9a5f,
  offline: 0x7d7d7d,
  online: 0x3d9a5f,
  stale: 0x7d7d7d,
  fresh: 0x3d9a5f,
  finding: 0xd9822b,
  test: 0x3d9a5f,
  system: 0xb3402e,
} as const;

/** Discord's limit for the title of an embed, in characters. Also keeps the footer far below its own limit. */
const MAX_TITLE = 256;

/**
 * The message in Discord's format. `content` is exactly the alert's text; an embed names the plant and the device.
 * Mentions are disabled, because the owner and the devices choose the names.
 */
export function discordBody({ kind, text, plant, device, createdAt }: NoticeMessage): Record<string, unknown> {
  const title =
    kind === 'test' ? 'Test message' : kind === 'system' ? 'PlantOps itself' : (plant?.name ?? device?.name);
  return {
    content: text,
    username: 'PlantOps',
    allowed_mentions: { parse: [] },
    embeds: title
      ? [
          {
            title: title.slice(0, MAX_TITLE),
            color: COLOURS[kind],
            timestamp: createdAt.toISOString(),
            ...(plant && device && { footer: { text: device.name.slice(0, MAX_TITLE) } }),
          },
        ]
      : [],
  };
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** Discord's ids are numbers of up to 20 digits, as text. */
const idOf = (body: unknown): string | undefined => {
  const id = fieldOf(body, 'id');
  return typeof id === 'string' && /^\w{1,64}$/.test(id) ? id : undefined;
};

const toDiscord = (message: NoticeMessage, clock: Clock): Pick<Post, 'body' | 'receiver' | 'clock' | 'pauseIn'> => ({
  body: JSON.stringify(discordBody(message)),
  receiver: 'Discord',
  clock,
  pauseIn: (body) => fieldOf(body, 'retry_after'),
});

/** The webhook with the question for an answer that holds the message. */
function waiting(webhook: string): string {
  const url = new URL(webhook);
  url.searchParams.set('wait', 'true');
  return url.href;
}

/** The address of a message that the webhook has sent. */
function messageUrl(webhook: string, remoteId: string): string {
  const url = new URL(webhook);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/messages/${remoteId}`;
  return url.href;
}

/**
 * Posts to a Discord webhook, and changes what it posted. Source: Discord's developer documentation, "Execute Webhook",
 * "Edit Webhook Message" and "Rate Limits".
 */
export const discord = defineChannel({
  name: 'discord',
  label: { en: 'Discord', de: 'Discord' },
  hint: {
    en: 'In Discord: channel settings → Integrations → Webhooks → New webhook → Copy URL.',
    de: 'In Discord: Kanaleinstellungen → Integrationen → Webhooks → Neuer Webhook → URL kopieren.',
  },
  settings: z.strictObject({ webhook: z.url({ protocol: /^https?$/ }).max(500) }),
  fields: {
    webhook: {
      kind: 'url',
      label: { en: 'Webhook address', de: 'Webhook-Adresse' },
      example: 'https://discord.com/api/webhooks/…',
    },
  },
  // Discord's stable, public test and canary releases.
  hosts: [
    'discord.com',
    'ptb.discord.com',
    'canary.discord.com',
    'discordapp.com',
    'ptb.discordapp.com',
    'canary.discordapp.com',
  ],
  fromEnvironment: ({ DISCORD_WEBHOOK_URL: webhook }) => webhook && { webhook: webhook.href },
  send({ webhook }, message, clock) {
    // Only then does Discord say what it calls the message.
    const canChange = isJoined(message.kind);
    return postJson({
      ...toDiscord(message, clock),
      url: canChange ? waiting(webhook) : webhook,
      ...(canChange && { idIn: idOf }),
    });
  },
  edit: ({ webhook }, remoteId, message, clock) =>
    postJson({ ...toDiscord(message, clock), url: messageUrl(webhook, remoteId), method: 'PATCH' }),
});
