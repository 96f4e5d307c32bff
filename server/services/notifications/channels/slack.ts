import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { CHECK_WEBHOOK, postJson } from '../http-post.ts';
import { cutTo, titleOf } from '../message-look.ts';

/** Slack's limit for a section of text, in characters. */
const MAX_TEXT = 3000;

/** Escapes what would be a link or a mention, such as `<!channel>`. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Posts to an incoming webhook of Slack. Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * and "Formatting message text".
 */
export const slack = defineChannel({
  name: 'slack',
  label: { en: 'Slack', de: 'Slack' },
  hint: {
    en: 'At api.slack.com/apps: Create New App → Incoming Webhooks → Add New Webhook → copy its URL.',
    de: 'Auf api.slack.com/apps: Create New App → Incoming Webhooks → Add New Webhook → URL kopieren.',
  },
  settings: z.strictObject({ webhook: z.url({ protocol: /^https?$/ }).max(500) }),
  fields: {
    webhook: {
      kind: 'url',
      label: { en: 'Webhook address', de: 'Webhook-Adresse' },
      example: 'https://hooks.slack.com/services/…',
    },
  },
  hosts: ['hooks.slack.com', 'hooks.slack-gov.com'],
  send({ webhook }, message, context) {
    const title = titleOf(message, context.language);
    const text = cutTo(escaped(message.text), MAX_TEXT);
    return postJson({
      url: webhook,
      body: JSON.stringify({
        // Shown in notifications; what follows is shown in the channel.
        text,
        blocks: [
          ...(title === undefined
            ? []
            : [{ type: 'header', text: { type: 'plain_text', text: cutTo(title, 150), emoji: true } }]),
          { type: 'section', text: { type: 'plain_text', text: cutTo(message.text, MAX_TEXT), emoji: true } },
        ],
        unfurl_links: false,
      }),
      receiver: 'Slack',
      advice: {
        400: CHECK_WEBHOOK,
        403: CHECK_WEBHOOK,
        404: { en: 'the webhook is gone: make a new one', de: 'den Webhook gibt es nicht mehr: lege einen neuen an' },
        410: { en: 'the channel is archived', de: 'der Kanal ist archiviert' },
      },
      context,
    });
  },
});
