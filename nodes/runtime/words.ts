/** Words that forms of several nodes share. */
import type { Words } from '@plantops/shared/settings/display.ts';
import type { MessageKind } from '@plantops/shared/topics.ts';

export const MESSAGE_KIND_WORDS: Readonly<Record<MessageKind, Words>> = {
  telemetry: { en: 'telemetry', de: 'Messwerte' },
  heartbeat: { en: 'heartbeats', de: 'Herzschläge' },
  gateway: { en: 'messages of gateways', de: 'Nachrichten von Gateways' },
};
