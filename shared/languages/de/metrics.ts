/** What metrics are called in German. */
import type { FirstWords } from '../words-of-language.ts';

export const metrics: FirstWords['metrics'] = {
  soil_moisture: { label: 'Bodenfeuchte', subject: 'Die Bodenfeuchte', beforeValue: 'Bodenfeuchte' },
  temperature: { label: 'Temperatur', subject: 'Die Temperatur', beforeValue: 'Temperatur' },
  humidity: { label: 'Luftfeuchte', subject: 'Die Luftfeuchte', beforeValue: 'Luftfeuchte' },
  light_level: { label: 'Licht', subject: 'Das Licht', beforeValue: 'Licht' },
  soil_ec: { label: 'Leitwert im Boden', subject: 'Der Leitwert des Bodens', beforeValue: 'Leitwert' },
  soil_temperature: { label: 'Bodentemperatur', subject: 'Die Bodentemperatur', beforeValue: 'Bodentemperatur' },
  co2: { label: 'CO₂', subject: 'Das Kohlendioxid in der Luft', beforeValue: 'Kohlendioxid' },
  ph: { label: 'pH-Wert', subject: 'Der pH-Wert des Bodens', beforeValue: 'pH-Wert' },
};
