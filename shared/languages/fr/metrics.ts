/** What metrics are called in French. */
import type { FirstWords } from '../words-of-language.ts';

export const metrics: FirstWords['metrics'] = {
  soil_moisture: {
    label: 'Humidité de la terre',
    subject: 'L’humidité de la terre',
    beforeValue: 'humidité de la terre',
  },
  temperature: { label: 'Température', subject: 'La température', beforeValue: 'température' },
  humidity: { label: 'Humidité de l’air', subject: 'L’humidité de l’air', beforeValue: 'humidité de l’air' },
  light_level: { label: 'Lumière', subject: 'La lumière', beforeValue: 'lumière' },
  soil_ec: { label: 'Conductivité', subject: 'La conductivité de la terre', beforeValue: 'conductivité' },
  soil_temperature: {
    label: 'Température de la terre',
    subject: 'La température de la terre',
    beforeValue: 'température de la terre',
  },
  co2: { label: 'CO₂', subject: 'Le dioxyde de carbone de l’air', beforeValue: 'dioxyde de carbone' },
  ph: { label: 'pH', subject: 'Le pH de la terre', beforeValue: 'pH' },
};
