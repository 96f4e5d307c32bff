import { type Thresholds, thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';
import { field, numberField, optionalNumberField } from '../runtime/config.ts';

const LIMITS_EXAMPLE = '{"soil_moisture": {"min": 20, "max": 80}}';

/** Limits as JSON text, such as LIMITS_EXAMPLE; empty text is none. */
const limitsText = z
  .string()
  .max(4000)
  .default('')
  .transform((text, check): Thresholds => {
    if (text.trim() === '') return {};
    let limits: unknown;
    try {
      limits = JSON.parse(text);
    } catch {
      check.addIssue({ code: 'custom', message: `must be JSON such as ${LIMITS_EXAMPLE}` });
      return z.NEVER;
    }
    const result = thresholdsSchema.safeParse(limits);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues)
      check.addIssue({ code: 'custom', path: [...path], message: `${message}, as in ${LIMITS_EXAMPLE}` });
    return z.NEVER;
  });

export const thresholdConfig = z.object({
  hysteresisPct: numberField(
    { label: { en: 'Back in range by', de: 'Zurück um' }, hint: { en: '% of the range', de: '% des Bereichs' } },
    { min: 0, max: 50, default: 5 },
  ),
  cooldownS: optionalNumberField(
    {
      label: { en: 'Cooldown', de: 'Pause' },
      hint: {
        en: 'seconds; empty: as in Settings, else 900',
        de: 'Sekunden; leer: wie in den Einstellungen, sonst 900',
      },
    },
    { min: 0, max: 604_800 },
  ),
  limits: field(limitsText, {
    label: { en: 'Limits of readings without a plant', de: 'Grenzen für Messungen ohne Pflanze' },
    lines: 4,
    outside: true,
    initial: LIMITS_EXAMPLE,
  }),
});
