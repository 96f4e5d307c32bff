import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { below, postJson } from '../http-post.ts';
import { titleOf, type Tone, toneOf } from '../message-look.ts';

/** From 0 to 10; Gotify's app makes a sound from 4 on, and shows a banner from 8 on. */
const PRIORITIES: Readonly<Record<Tone, number>> = { trouble: 8, warning: 7, silence: 5, good: 3 };

/** Posts to an application of a Gotify server. Source: https://gotify.net/docs/pushmsg and its API documentation. */
export const gotify = defineChannel({
  name: 'gotify',
  label: { en: 'Gotify', de: 'Gotify' },
  hint: {
    en: 'In Gotify: Apps → Create application → copy its token. WEBHOOK_ALLOWED_HOSTS must name the server.',
    de: 'In Gotify: Apps → Create application → Token kopieren. WEBHOOK_ALLOWED_HOSTS muss den Server nennen.',
  },
  settings: z.strictObject({
    server: z.url({ protocol: /^https?$/ }).max(500),
    token: z.string().min(1).max(200),
  }),
  fields: {
    server: { kind: 'url', label: { en: 'Server', de: 'Server' }, example: 'https://gotify.example.org' },
    token: { kind: 'secret', label: { en: 'Token of the app', de: 'Token der App' }, example: 'AbCdEf.123456' },
  },
  hosts: [],
  send: ({ server, token }, message, context) =>
    postJson({
      url: below(server, 'message'),
      headers: { 'x-gotify-key': token },
      body: JSON.stringify({
        title: titleOf(message, context.language) ?? 'PlantOps',
        message: message.text,
        priority: PRIORITIES[toneOf(message.kind)],
        extras: { 'client::display': { contentType: 'text/plain' } },
      }),
      receiver: 'Gotify',
      advice: {
        401: { en: 'check the token of the app', de: 'prüfe das Token der App' },
        403: {
          en: 'use the token of an app, not of a client',
          de: 'nimm das Token einer App, nicht eines Clients',
        },
      },
      context,
    }),
});
