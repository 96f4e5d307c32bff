import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { below, postJson } from '../http-post.ts';
import { titleOf, type Tone, toneOf } from '../message-look.ts';

const TYPES: Readonly<Record<Tone, string>> = {
  trouble: 'failure',
  warning: 'warning',
  silence: 'warning',
  good: 'success',
};

const NO_TARGETS = {
  en: 'check the key and the tag: Apprise knows no target for them',
  de: 'prüfe Schlüssel und Tag: Apprise kennt kein Ziel dafür',
} as const;

/**
 * Has Apprise send to all that is kept in it under a key. Source: https://github.com/caronc/apprise-api#api-details.
 * It answers 204 where it knows nobody to tell, and 424 where one of its targets failed.
 */
export const apprise = defineChannel({
  name: 'apprise',
  label: { en: 'Apprise', de: 'Apprise' },
  hint: {
    en: 'A server of Apprise API reaches more than a hundred services. The key is the name of a configuration in it. WEBHOOK_ALLOWED_HOSTS must name the server.',
    de: 'Ein Server von Apprise API erreicht über hundert Dienste. Der Schlüssel ist der Name einer Konfiguration darin. WEBHOOK_ALLOWED_HOSTS muss den Server nennen.',
  },
  settings: z.strictObject({
    server: z.url({ protocol: /^https?$/ }).max(500),
    key: z.string().regex(/^[\w-]{1,128}$/, 'must be the key of a configuration: letters, digits, - and _'),
    tag: z
      .string()
      .regex(/^[\w, -]{1,100}$/, 'must be the name of a tag')
      .optional(),
  }),
  fields: {
    server: { kind: 'url', label: { en: 'Server', de: 'Server' }, example: 'http://apprise.local:8000' },
    key: { kind: 'secret', label: { en: 'Key', de: 'Schlüssel' }, example: 'plants' },
    tag: { kind: 'text', label: { en: 'Tag', de: 'Tag' }, example: 'family' },
  },
  hosts: [],
  send: ({ server, key, tag }, message, context) =>
    postJson({
      url: below(server, `notify/${key}`),
      headers: { accept: 'application/json' },
      body: JSON.stringify({
        title: titleOf(message, context.language) ?? 'PlantOps',
        body: message.text,
        type: TYPES[toneOf(message.kind)],
        format: 'text',
        ...(tag !== undefined && { tag }),
      }),
      receiver: 'Apprise',
      nobodyOn: [204],
      advice: {
        204: NO_TARGETS,
        404: NO_TARGETS,
        424: {
          en: 'one of its targets failed: look into the log of Apprise',
          de: 'eines seiner Ziele schlug fehl: sieh im Protokoll von Apprise nach',
        },
      },
      context,
    }),
});
