import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { z } from 'zod';
import { defineChannel, type SendContext } from '../channel.ts';
import { CHECK_WEBHOOK, fieldOf, type Post, postJson } from '../http-post.ts';
import { isJoined } from '../joined-message.ts';
import { cutTo, titleOf, type Tone, toneOf } from '../message-look.ts';

const COLOURS: Readonly<Record<Tone, number>> = {
  trouble: 0xb3402e,
  warning: 0xd9822b,
  silence: 0x7d7d7d,
  good: 0x3d9a5f,
};

/** Discord's limit for the title of an embed, in characters. Also keeps the footer far below its own limit. */
const MAX_TITLE = 256;
/** Discord's limit for a message, in characters. */
const MAX_TEXT = 2000;

/**
 * The message in Discord's format. `content` is exactly the alert's text; an embed names the plant and the device.
 * Mentions are disabled, because the owner and the devices choose the names.
 */
export function discordBody(message: NoticeMessage, language: Language = 'en'): Record<string, unknown> {
  const { kind, text, plant, device, createdAt } = message;
  const title = titleOf(message, language);
  return {
    content: cutTo(text, MAX_TEXT),
    username: 'PlantOps',
    allowed_mentions: { parse: [] },
    embeds: title
      ? [
          {
            title: title.slice(0, MAX_TITLE),
            color: COLOURS[toneOf(kind)],
            timestamp: createdAt.toISOString(),
            ...(plant && device && { footer: { text: device.name.slice(0, MAX_TITLE) } }),
          },
        ]
      : [],
  };
}

/** Discord's ids are numbers of up to 20 digits, as text. */
const idOf = (body: unknown): string | undefined => {
  const id = fieldOf(body, 'id');
  return typeof id === 'string' && /^\w{1,64}$/.test(id) ? id : undefined;
};

type ToDiscord = Pick<Post, 'body' | 'receiver' | 'context' | 'pauseIn' | 'advice'>;

const toDiscord = (message: NoticeMessage, context: SendContext): ToDiscord => ({
  body: JSON.stringify(discordBody(message, context.language)),
  receiver: 'Discord',
  context,
  advice: { 401: CHECK_WEBHOOK, 404: CHECK_WEBHOOK },
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
  send({ webhook }, message, context) {
    // Only then does Discord say what it calls the message.
    const canChange = isJoined(message.kind);
    return postJson({
      ...toDiscord(message, context),
      url: canChange ? waiting(webhook) : webhook,
      ...(canChange && { idIn: idOf }),
    });
  },
  edit: ({ webhook }, remoteId, message, context) =>
    postJson({ ...toDiscord(message, context), url: messageUrl(webhook, remoteId), method: 'PATCH' }),
});
