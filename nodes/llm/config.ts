import { z } from 'zod';
import { field, numberField } from '../runtime/config.ts';

/** The instructions that the model gets unless the flow sets others. */
export const DEFAULT_INSTRUCTIONS = `You are an experienced gardener who advises the owner of one plant. You are given the plant's own numbers: its species with ideal ranges, sensor readings with their age, statistics of the last day and week, logged waterings, the health of the sensors, the season.

Make a care plan for this plant from these numbers:
- What was found about the plant is in "diagnosis", and in words in "by_rules": it is settled. Build on it and explain it, and advise nothing that contradicts it.
- Begin with what matters most now, and name the numbers that say so. When all is well, say that.
- Predict the next watering from how fast the soil dries and from past waterings, not from a calendar. Never advise to water soil that is still wet.
- Judge light by the brightest hours of the day, not by a reading at night.
- A value that is old, missing or implausible is no ground for advice: say that the sensor should be checked.
- Alerts are things to act on now, most urgent first. Leave the list empty when there is nothing.
- The schedule covers the coming weeks: watering first, then what the season asks for. Use dates from today on.
- Write plainly and briefly, as to a friend. Give amounts and distances that one can follow. Do not invent measurements.`;

export const llmConfig = z.object({
  instructions: field(z.string().min(1).max(20_000).default(DEFAULT_INSTRUCTIONS), {
    label: { en: 'Instructions', de: 'Anweisungen' },
    lines: 16,
  }),
  model: field(z.string().max(200).default(''), {
    label: { en: 'Model', de: 'Modell' },
    hint: { en: 'as in Settings, if empty', de: 'leer: wie in den Einstellungen' },
  }),
  maxTokens: numberField(
    { label: { en: 'Longest answer', de: 'Längste Antwort' }, hint: { en: 'tokens', de: 'Token' } },
    { min: 200, max: 32_000, default: 4000 },
  ),
});
