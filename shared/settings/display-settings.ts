/** REST shapes of `/api/settings/display`. */
import { z } from 'zod';
import { LANGUAGES, TEMPERATURE_UNITS, THEMES } from './display.ts';
import { timeZoneSchema } from './time-zone.ts';

export const displaySettingsSchema = z
  .strictObject({
    language: z.enum(['auto', ...LANGUAGES]).meta({ description: '`auto`: what the browser asks for' }),
    temperature_unit: z.enum(TEMPERATURE_UNITS).meta({ description: 'Shown only: stored and answered is °C' }),
    time_zone: z.union([z.literal('auto'), timeZoneSchema]).meta({ description: "IANA name; `auto`: the browser's" }),
    theme: z.enum(THEMES),
  })
  .meta({ id: 'DisplaySettings', description: 'How the dashboard shows things' });

export const updateDisplaySettingsSchema = displaySettingsSchema
  .partial()
  .meta({ id: 'UpdateDisplaySettings', description: 'Only what is given is changed' });

export type UpdateDisplaySettings = z.infer<typeof updateDisplaySettingsSchema>;
