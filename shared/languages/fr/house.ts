/** What plants, devices and their entities are called in Home Assistant, in French. */
import type { WordsOfLanguage } from '../words-of-language.ts';

export const house: WordsOfLanguage['house'] = {
  plant: 'Plante',
  device: 'Carte de capteurs',
  gateway: 'Passerelle',
  state: 'État',
  advice: 'Conseil',
  problem: 'Problème',
  needs_water: 'A besoin d’eau',
  next_watering: 'Prochain arrosage',
  last_watered: 'Dernier arrosage',
  watered: 'Arrosée maintenant',
  connectivity: 'Connexion',
  battery: 'Batterie',
  signal: 'Signal',
  link_quality: 'Qualité de la liaison',
};

export const broker: WordsOfLanguage['broker'] = {
  own: 'Le broker de ce serveur',
  at: (host) => `Le broker à l’adresse ${host}`,
};
