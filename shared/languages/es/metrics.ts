/** What metrics are called in Spanish. */
import type { FirstWords } from '../words-of-language.ts';

export const metrics: FirstWords['metrics'] = {
  soil_moisture: {
    label: 'Humedad de la tierra',
    subject: 'La humedad de la tierra',
    beforeValue: 'humedad de la tierra',
  },
  temperature: { label: 'Temperatura', subject: 'La temperatura', beforeValue: 'temperatura' },
  humidity: { label: 'Humedad del aire', subject: 'La humedad del aire', beforeValue: 'humedad del aire' },
  light_level: { label: 'Luz', subject: 'La luz', beforeValue: 'luz' },
  soil_ec: { label: 'Conductividad', subject: 'La conductividad de la tierra', beforeValue: 'conductividad' },
  soil_temperature: {
    label: 'Temperatura de la tierra',
    subject: 'La temperatura de la tierra',
    beforeValue: 'temperatura de la tierra',
  },
  co2: { label: 'CO₂', subject: 'El dióxido de carbono del aire', beforeValue: 'dióxido de carbono' },
  ph: { label: 'pH', subject: 'El pH de la tierra', beforeValue: 'pH' },
};
