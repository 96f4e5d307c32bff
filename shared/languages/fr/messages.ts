/** Messages to the owner in French. */
import type { NotificationWords } from '../../notifications/notification-words.ts';
import { system } from './system.ts';

export const messages: NotificationWords = {
  alerts: {
    below: (metric, value, limit) => `${metric} : ${value}, au-dessous de ${limit}`,
    above: (metric, value, limit) => `${metric} : ${value}, au-dessus de ${limit}`,
    back: (metric, value) => `${metric} : ${value}, de retour dans la plage`,
    limitGone: (metric, value) => `${metric} : ${value}, plus de limite fixée`,
    offline: (device, span) => `${device} est hors ligne : plus entendu depuis ${span}`,
    disconnected: (device) => `${device} est hors ligne : la connexion au broker est fermée`,
    online: (device) => `${device} est de nouveau en ligne`,
    stale: (metric, since, value) => `${metric} : pas de nouvelles valeurs depuis ${since}, la dernière ${value}`,
    fresh: (metric, value) => `${metric} : mesure reprise, ${value}`,
  },
  joined: {
    offline: (count) => `${count} appareils sont muets : `,
    online: (count) => `${count} appareils sont de retour : `,
    stale: (count) => `${count} plantes n’ont pas de nouvelles valeurs :\n`,
    fresh: (count) => `${count} plantes ont de nouvelles valeurs :\n`,
    more: (count) => `et ${count} de plus`,
  },
  digest: {
    urgent: 'À faire aujourd’hui',
    water: 'A besoin d’eau',
    attention: 'À regarder',
    silent: 'Muets',
    alerts: 'Alertes depuis hier',
    over: 'finie',
    nothing: 'Tout va bien : rien n’a besoin d’eau, rien n’est muet, aucune alerte depuis hier.',
  },
  system,
  test: 'Test de PlantOps : les alertes sur vos plantes arriveront ici.',
};
