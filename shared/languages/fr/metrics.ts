/** What metrics are called in French. The subjects are all feminine, so that sentences can agree with them. */
import type { FirstWords } from '../words-of-language.ts';

export const metrics: FirstWords['metrics'] = {
  soil_moisture: { label: 'Humidité du sol', subject: 'L’humidité du sol', beforeValue: 'humidité du sol' },
  temperature: { label: 'Température', subject: 'La température', beforeValue: 'température' },
  humidity: { label: 'Humidité de l’air', subject: 'L’humidité de l’air', beforeValue: 'humidité de l’air' },
  light_level: { label: 'Lumière', subject: 'La lumière', beforeValue: 'lumière' },
  soil_ec: { label: 'Conductivité du sol', subject: 'La conductivité du sol', beforeValue: 'conductivité du sol' },
  soil_temperature: {
    label: 'Température du sol',
    subject: 'La température du sol',
    beforeValue: 'température du sol',
  },
  co2: { label: 'CO₂', subject: 'La teneur de l’air en CO₂', beforeValue: 'CO₂' },
  ph: { label: 'pH', subject: 'La valeur de pH du sol', beforeValue: 'pH' },
};
