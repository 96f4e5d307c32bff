import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { below, fieldOf, postJson } from '../http-post.ts';
import { titledText } from '../message-look.ts';

/** Milliseconds, which older servers tell in the body, as seconds. */
const pauseIn = (body: unknown): unknown => {
  const ms = fieldOf(body, 'retry_after_ms');
  return typeof ms === 'number' ? ms / 1000 : undefined;
};

/**
 * Writes into a room of Matrix. The message's id is the transaction's: a message that is sent again is shown once.
 * Source: https://spec.matrix.org/v1.11/client-server-api/ (send message events, standard error response).
 */
export const matrix = defineChannel({
  name: 'matrix',
  label: { en: 'Matrix', de: 'Matrix' },
  hint: {
    en: 'An account of its own, invited into a room without encryption. Element shows its access token under Help & About, and the room ID in the settings of the room. Other servers than matrix.org must be named in WEBHOOK_ALLOWED_HOSTS.',
    de: 'Ein eigenes Konto, in einen Raum ohne Verschlüsselung eingeladen. Element zeigt sein Zugangstoken unter Hilfe & Info, die Raum-ID in den Raumeinstellungen. Andere Server als matrix.org müssen in WEBHOOK_ALLOWED_HOSTS stehen.',
  },
  settings: z.strictObject({
    server: z.url({ protocol: /^https?$/ }).max(500),
    token: z.string().min(1).max(500),
    room: z
      .string()
      .max(255)
      .regex(/^![^\s/?#]+$/, 'must be the ID of a room, such as !abc:example.org; an alias (#…) is none'),
  }),
  fields: {
    server: { kind: 'url', label: { en: 'Homeserver', de: 'Heimserver' }, example: 'https://matrix-client.matrix.org' },
    token: { kind: 'secret', label: { en: 'Access token', de: 'Zugangstoken' }, example: 'syt_…' },
    room: { kind: 'text', label: { en: 'Room ID', de: 'Raum-ID' }, example: '!abcdef:matrix.org' },
  },
  hosts: ['matrix.org', 'matrix-client.matrix.org'],
  send({ server, token, room }, message, context) {
    const path = ['rooms', room, 'send', 'm.room.message', message.id].map(encodeURIComponent).join('/');
    return postJson({
      url: below(server, `_matrix/client/v3/${path}`),
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        msgtype: 'm.text',
        body: titledText(message, context.language),
        // Names may hold what would call people in.
        'm.mentions': {},
      }),
      receiver: 'Matrix',
      pauseIn,
      advice: {
        401: { en: 'check the access token', de: 'prüfe das Zugangstoken' },
        403: {
          en: 'the account must be in the room: accept the invitation, and check the room ID',
          de: 'das Konto muss im Raum sein: nimm die Einladung an und prüfe die Raum-ID',
        },
        404: { en: 'check the address of the homeserver', de: 'prüfe die Adresse des Heimservers' },
      },
      context,
    });
  },
});
