import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { postJson } from '../http-post.ts';
import { cutTo, titleOf, type Tone, toneOf } from '../message-look.ts';

const ADDRESS = 'https://api.pushover.net/1/messages.json';
/** Pushover's limits, in characters. */
const [MAX_TITLE, MAX_TEXT] = [250, 1024];
/** −1 makes no sound, 1 ignores the phone's quiet hours. */
const PRIORITIES: Readonly<Record<Tone, number>> = { trouble: 1, warning: 0, silence: 0, good: -1 };

/** Sends by Pushover. Source: https://pushover.net/api (messages, limits, being friendly). */
export const pushover = defineChannel({
  name: 'pushover',
  label: { en: 'Pushover', de: 'Pushover' },
  hint: {
    en: 'At pushover.net: your user key is on the first page; Create an Application/API Token makes the token.',
    de: 'Auf pushover.net: Dein User Key steht auf der ersten Seite; Create an Application/API Token macht das Token.',
  },
  settings: z.strictObject({
    token: z.string().min(1).max(100),
    user: z.string().min(1).max(100),
    device: z
      .string()
      .regex(/^[\w,-]{1,100}$/, 'must be the name of a device, several with commas between')
      .optional(),
  }),
  fields: {
    token: {
      kind: 'secret',
      label: { en: 'Token of the application', de: 'Token der Anwendung' },
      example: 'azGDORe…',
    },
    user: {
      kind: 'secret',
      label: { en: 'User or group key', de: 'Schlüssel der Person oder Gruppe' },
      example: 'uQiRzpo…',
    },
    device: { kind: 'text', label: { en: 'Device', de: 'Gerät' }, example: 'phone' },
  },
  hosts: ['api.pushover.net'],
  send({ token, user, device }, message, context) {
    const tone = toneOf(message.kind);
    return postJson({
      url: ADDRESS,
      body: JSON.stringify({
        token,
        user,
        ...(device !== undefined && { device }),
        title: cutTo(titleOf(message, context.language) ?? 'PlantOps', MAX_TITLE),
        message: cutTo(message.text, MAX_TEXT),
        priority: message.kind === 'test' ? 0 : PRIORITIES[tone],
        timestamp: Math.floor(message.createdAt.getTime() / 1000),
      }),
      receiver: 'Pushover',
      advice: {
        400: { en: 'check token, key and device', de: 'prüfe Token, Schlüssel und Gerät' },
        401: { en: 'check token and key', de: 'prüfe Token und Schlüssel' },
      },
      context,
    });
  },
});
