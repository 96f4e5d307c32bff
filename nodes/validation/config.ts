import { z } from 'zod';
import { field, numberField } from '../runtime/config.ts';
import { MOST_AHEAD_S } from '@plantops/shared/messages.ts';
import { MESSAGE_KINDS } from '@plantops/shared/topics.ts';

export const validationConfig = z.object({
  kind: field(z.enum(MESSAGE_KINDS).default('telemetry'), { label: 'Messages' }),
  maxFutureS: numberField(
    { label: 'Clock may be ahead', hint: 'seconds' },
    { min: 0, max: 86_400, default: MOST_AHEAD_S },
  ),
});
