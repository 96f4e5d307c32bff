/** What plants, devices and their entities are called in Home Assistant, in German. */
import type { WordsOfLanguage } from '../words-of-language.ts';

export const house: WordsOfLanguage['house'] = {
  plant: 'Pflanze',
  device: 'Sensorplatine',
  gateway: 'Gateway',
  state: 'Zustand',
  advice: 'Rat',
  problem: 'Problem',
  needs_water: 'Braucht Wasser',
  next_watering: 'Nächstes Gießen',
  last_watered: 'Zuletzt gegossen',
  watered: 'Jetzt gegossen',
  connectivity: 'Verbindung',
  battery: 'Batterie',
  signal: 'Signal',
  link_quality: 'Verbindungsqualität',
};

export const broker: WordsOfLanguage['broker'] = {
  own: 'Der Broker dieses Servers',
  at: (host) => `Der Broker bei ${host}`,
};
