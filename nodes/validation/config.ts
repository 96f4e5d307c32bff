import { z } from 'zod';
import { field, numberField } from '../runtime/config.ts';
import { MESSAGE_KIND_WORDS } from '../runtime/words.ts';
import { MOST_AHEAD_S } from '@plantops/shared/messages.ts';
import { MESSAGE_KINDS } from '@plantops/shared/topics.ts';

export const validationConfig = z.object({
  kind: field(z.enum(MESSAGE_KINDS).exclude(['gateway']).default('telemetry'), {
    label: { en: 'Messages', de: 'Nachrichten' },
    choices: MESSAGE_KIND_WORDS,
  }),
  maxFutureS: numberField(
    { label: { en: 'Clock may be ahead', de: 'Uhr darf vorgehen' }, hint: { en: 'seconds', de: 'Sekunden' } },
    { min: 0, max: 86_400, default: MOST_AHEAD_S },
  ),
});
