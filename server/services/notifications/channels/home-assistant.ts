import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { below, postJson } from '../http-post.ts';
import { titleOf } from '../message-look.ts';

/**
 * Calls a notify action of Home Assistant, such as that of a phone with its app. Source:
 * https://developers.home-assistant.io/docs/api/rest/ (`/api/services/<domain>/<service>`) and
 * https://www.home-assistant.io/integrations/notify/.
 */
export const homeAssistant = defineChannel({
  name: 'home_assistant',
  label: { en: 'Home Assistant', de: 'Home Assistant' },
  hint: {
    en: 'In Home Assistant: your profile → Security → Long-lived access tokens. Developer tools → Actions lists what begins with notify. WEBHOOK_ALLOWED_HOSTS must name the server.',
    de: 'In Home Assistant: dein Profil → Sicherheit → Langlebige Zugangstoken. Entwicklerwerkzeuge → Aktionen zeigt, was mit notify beginnt. WEBHOOK_ALLOWED_HOSTS muss den Server nennen.',
  },
  settings: z.strictObject({
    server: z.url({ protocol: /^https?$/ }).max(500),
    token: z.string().min(1).max(500),
    action: z
      .string()
      .max(100)
      .regex(/^(?:notify\.)?[a-z0-9_]+$/, 'must be the name of an action, such as notify.mobile_app_phone'),
  }),
  fields: {
    server: { kind: 'url', label: { en: 'Address', de: 'Adresse' }, example: 'http://homeassistant.local:8123' },
    token: { kind: 'secret', label: { en: 'Access token', de: 'Zugangstoken' }, example: 'eyJhbGciOi…' },
    action: { kind: 'text', label: { en: 'Action', de: 'Aktion' }, example: 'notify.mobile_app_phone' },
  },
  hosts: [],
  send: ({ server, token, action }, message, context) =>
    postJson({
      url: below(server, `api/services/notify/${action.replace(/^notify\./, '')}`),
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ title: titleOf(message, context.language) ?? 'PlantOps', message: message.text }),
      receiver: 'Home Assistant',
      advice: {
        400: { en: 'check the name of the action', de: 'prüfe den Namen der Aktion' },
        401: { en: 'check the access token', de: 'prüfe das Zugangstoken' },
        404: { en: 'check the address', de: 'prüfe die Adresse' },
      },
      context,
    }),
});
