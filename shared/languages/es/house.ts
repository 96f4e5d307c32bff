/** What plants, devices and their entities are called in Home Assistant, in Spanish. */
import type { WordsOfLanguage } from '../words-of-language.ts';

export const house: WordsOfLanguage['house'] = {
  plant: 'Planta',
  device: 'Placa de sensores',
  gateway: 'Pasarela',
  state: 'Estado',
  advice: 'Consejo',
  problem: 'Problema',
  needs_water: 'Necesita agua',
  next_watering: 'Próximo riego',
  last_watered: 'Último riego',
  watered: 'Regada ahora',
  connectivity: 'Conexión',
  battery: 'Batería',
  signal: 'Señal',
  link_quality: 'Calidad del enlace',
};

export const broker: WordsOfLanguage['broker'] = {
  own: 'El broker de este servidor',
  at: (host) => `El broker en ${host}`,
};
