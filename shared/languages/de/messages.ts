/** Messages to the owner in German. */
import type { NotificationWords } from '../../notifications/notification-words.ts';
import { system } from './system.ts';

export const messages: NotificationWords = {
  alerts: {
    below: (metric, value, limit) => `${metric}: ${value}, unter ${limit}`,
    above: (metric, value, limit) => `${metric}: ${value}, über ${limit}`,
    back: (metric, value) => `${metric}: ${value}, wieder im Bereich`,
    limitGone: (metric, value) => `${metric}: ${value}, keine Grenze mehr gesetzt`,
    offline: (device, span) => `${device} ist offline: seit ${span} nichts gehört`,
    disconnected: (device) => `${device} ist offline: Die Verbindung zum Broker ist beendet`,
    online: (device) => `${device} ist wieder online`,
    stale: (metric, since, value) => `${metric}: keine neuen Werte seit ${since}, zuletzt ${value}`,
    fresh: (metric, value) => `${metric}: wieder gemessen, ${value}`,
  },
  joined: {
    offline: (count) => `${count} Geräte sind still: `,
    online: (count) => `${count} Geräte sind wieder da: `,
    stale: (count) => `${count} Pflanzen haben keine neuen Werte:\n`,
    fresh: (count) => `${count} Pflanzen haben wieder neue Werte:\n`,
    more: (count) => `und ${count} weitere`,
  },
  digest: {
    urgent: 'Heute handeln',
    water: 'Braucht Wasser',
    attention: 'Ansehen',
    silent: 'Still',
    alerts: 'Alarme seit gestern',
    over: 'vorbei',
    nothing: 'Alles ist gut: Nichts braucht Wasser, nichts ist still, keine Alarme seit gestern.',
  },
  system,
  test: 'PlantOps-Test: Hierher kommen Alarme über deine Pflanzen.',
};
