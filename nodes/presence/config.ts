import { z } from 'zod';
import { numberField } from '../runtime/config.ts';

export const presenceConfig = z.object({
  sweepS: numberField({ label: 'Look for silent devices every', hint: 'seconds' }, { min: 1, max: 5, default: 1 }),
});
