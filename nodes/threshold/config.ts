import { z } from 'zod';
import { numberField, optionalNumberField } from '../runtime/config.ts';

export const thresholdConfig = z.object({
  hysteresisPct: numberField(
    { label: { en: 'Back in range by', de: 'Zurück um' }, hint: { en: '% of the range', de: '% des Bereichs' } },
    { min: 0, max: 50, default: 5 },
  ),
  cooldownS: optionalNumberField(
    {
      label: { en: 'Cooldown', de: 'Pause' },
      hint: { en: 'seconds; empty: as in Settings', de: 'Sekunden; leer: wie in den Einstellungen' },
    },
    { min: 0, max: 604_800 },
  ),
});
