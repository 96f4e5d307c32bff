import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { postJson } from '../http-post.ts';
import { cutTo, titleOf, type Tone, toneOf } from '../message-look.ts';

const PUBLIC_SERVER = 'https://ntfy.sh/';
/** The most of a message in bytes, before ntfy makes an attachment of it; a character has at most four. */
const MAX_BYTES = 4096;

/** From 1 to 5; 3 is usual, and 4 rings even where a phone is set to be calm. */
const PRIORITIES: Readonly<Record<Tone, number>> = { trouble: 4, warning: 4, silence: 3, good: 2 };
/** Names of emoji, which ntfy puts before the title. */
const TAGS: Readonly<Record<Tone, string>> = {
  trouble: 'rotating_light',
  warning: 'warning',
  silence: 'mute',
  good: 'seedling',
};

/** Publishes on a topic of ntfy. Source: https://docs.ntfy.sh/publish/#publish-as-json and its page of error codes. */
export const ntfy = defineChannel({
  name: 'ntfy',
  label: { en: 'ntfy', de: 'ntfy' },
  hint: {
    en: 'Subscribe to a topic with a long, random name in the ntfy app: who knows the name can read along. A server of your own must be named in WEBHOOK_ALLOWED_HOSTS.',
    de: 'Abonniere in der ntfy-App ein Thema mit langem, zufälligem Namen: Wer den Namen kennt, liest mit. Ein eigener Server muss in WEBHOOK_ALLOWED_HOSTS stehen.',
  },
  settings: z.strictObject({
    topic: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'must be the name of a topic: up to 64 letters, digits, - and _, without the address'),
    server: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
    token: z.string().min(1).max(200).optional(),
  }),
  fields: {
    topic: { kind: 'secret', label: { en: 'Topic', de: 'Thema' }, example: 'plants-x7k2m9q4' },
    server: { kind: 'url', label: { en: 'Server', de: 'Server' }, example: PUBLIC_SERVER },
    token: { kind: 'secret', label: { en: 'Access token', de: 'Zugangstoken' }, example: 'tk_…' },
  },
  hosts: ['ntfy.sh'],
  send({ topic, server, token }, message, context) {
    const tone = toneOf(message.kind);
    return postJson({
      // JSON is taken at the root only; a topic behind it would take it for text.
      url: new URL('/', server ?? PUBLIC_SERVER).href,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        topic,
        title: cutTo(titleOf(message, context.language) ?? 'PlantOps', 250),
        message: cutTo(message.text, MAX_BYTES / 4),
        priority: PRIORITIES[tone],
        tags: [TAGS[tone]],
      }),
      receiver: 'ntfy',
      advice: {
        401: { en: 'check the access token', de: 'prüfe das Zugangstoken' },
        403: {
          en: 'the topic is protected: check its name and the access token',
          de: 'das Thema ist geschützt: prüfe seinen Namen und das Zugangstoken',
        },
      },
      context,
    });
  },
});
