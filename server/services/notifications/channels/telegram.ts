import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { below, fieldOf, postJson } from '../http-post.ts';
import { cutTo, titledText, toneOf } from '../message-look.ts';

const PUBLIC_SERVER = 'https://api.telegram.org/';
/** Telegram's limit, in characters. */
const MAX_TEXT = 4096;

/**
 * Sends as a bot to one chat, group or channel. Source: https://core.telegram.org/bots/api#sendmessage and
 * #making-requests.
 */
export const telegram = defineChannel({
  name: 'telegram',
  label: { en: 'Telegram', de: 'Telegram' },
  hint: {
    en: 'Write /newbot to @BotFather for the token, then anything to your new bot. @userinfobot tells your chat ID.',
    de: 'Schreibe /newbot an @BotFather für das Token, dann irgendetwas an deinen neuen Bot. Deine Chat-ID nennt @userinfobot.',
  },
  settings: z.strictObject({
    token: z
      .string()
      .max(200)
      .regex(/^[\w:-]+$/, 'must be the token that @BotFather gave, such as 123456:ABC-DEF'),
    chat: z.string().regex(/^(?:-?\d{1,20}|@\w{1,64})$/, 'must be the number of a chat, or the @name of a channel'),
    server: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  }),
  fields: {
    token: { kind: 'secret', label: { en: 'Token of the bot', de: 'Token des Bots' }, example: '123456:ABC-DEF…' },
    chat: { kind: 'text', label: { en: 'Chat ID', de: 'Chat-ID' }, example: '123456789' },
    server: { kind: 'url', label: { en: 'Bot API server', de: 'Bot-API-Server' }, example: PUBLIC_SERVER },
  },
  hosts: ['api.telegram.org'],
  send({ token, chat, server }, message, context) {
    const isGood = toneOf(message.kind) === 'good' && message.kind !== 'test';
    return postJson({
      url: below(server ?? PUBLIC_SERVER, `bot${token}/sendMessage`),
      body: JSON.stringify({
        chat_id: chat,
        text: cutTo(titledText(message, context.language), MAX_TEXT),
        link_preview_options: { is_disabled: true },
        // Good news makes no sound.
        disable_notification: isGood,
      }),
      receiver: 'Telegram',
      pauseIn: (body) => fieldOf(fieldOf(body, 'parameters'), 'retry_after'),
      advice: {
        400: { en: 'check the chat ID', de: 'prüfe die Chat-ID' },
        401: { en: 'check the token of the bot', de: 'prüfe das Token des Bots' },
        403: {
          en: 'write to the bot first, or add it to the group',
          de: 'schreibe dem Bot zuerst, oder füge ihn der Gruppe hinzu',
        },
        404: { en: 'check the token of the bot', de: 'prüfe das Token des Bots' },
      },
      context,
    });
  },
});
