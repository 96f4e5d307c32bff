import { z } from 'zod';
import { field } from '../runtime/config.ts';
import { MESSAGE_KIND_WORDS } from '../runtime/words.ts';
import { MESSAGE_KINDS } from '@plantops/shared/topics.ts';

export const ingestConfig = z.object({
  kind: field(z.enum(MESSAGE_KINDS).default('telemetry'), {
    label: { en: 'Messages', de: 'Nachrichten' },
    choices: MESSAGE_KIND_WORDS,
  }),
});
