import { z } from 'zod';
import { numberField, optionalNumberField } from '../runtime/config.ts';

export const thresholdConfig = z.object({
  hysteresisPct: numberField({ label: 'Back in range by', hint: '% of the range' }, { min: 0, max: 50, default: 5 }),
  cooldownS: optionalNumberField(
    { label: 'Cooldown', hint: 'seconds; empty: as in Settings' },
    { min: 0, max: 604_800 },
  ),
});
