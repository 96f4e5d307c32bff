/** What plants, devices and their entities are called in Home Assistant, in English. */
import type { WordsOfLanguage } from '../words-of-language.ts';

export const house: WordsOfLanguage['house'] = {
  plant: 'Plant',
  device: 'Sensor board',
  gateway: 'Gateway',
  state: 'State',
  advice: 'Advice',
  problem: 'Problem',
  needs_water: 'Needs water',
  next_watering: 'Next watering',
  last_watered: 'Last watered',
  watered: 'Watered now',
  connectivity: 'Connection',
  battery: 'Battery',
  signal: 'Signal',
  link_quality: 'Link quality',
};

export const broker: WordsOfLanguage['broker'] = {
  own: 'The broker of this server',
  at: (host) => `The broker at ${host}`,
};
