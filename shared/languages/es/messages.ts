/** Messages to the owner in Spanish. */
import type { NotificationWords } from '../../notifications/notification-words.ts';
import { system } from './system.ts';

export const messages: NotificationWords = {
  alerts: {
    below: (metric, value, limit) => `${metric}: ${value}, por debajo de ${limit}`,
    above: (metric, value, limit) => `${metric}: ${value}, por encima de ${limit}`,
    back: (metric, value) => `${metric}: ${value}, de nuevo en su rango`,
    limitGone: (metric, value) => `${metric}: ${value}, ya sin límite`,
    offline: (device, span) => `${device} está sin conexión: no se le oye desde hace ${span}`,
    disconnected: (device) => `${device} está sin conexión: la conexión con el broker se ha cerrado`,
    online: (device) => `${device} vuelve a estar en línea`,
    stale: (metric, since, value) => `${metric}: sin valores nuevos desde ${since}, el último ${value}`,
    fresh: (metric, value) => `${metric}: se mide de nuevo, ${value}`,
  },
  joined: {
    offline: (count) => `${count} dispositivos callan: `,
    online: (count) => `${count} dispositivos han vuelto: `,
    stale: (count) => `${count} plantas no tienen valores nuevos:\n`,
    fresh: (count) => `${count} plantas vuelven a tener valores nuevos:\n`,
    more: (count) => `y ${count} más`,
  },
  digest: {
    urgent: 'Actuar hoy',
    water: 'Necesita agua',
    attention: 'Echar un vistazo',
    silent: 'Callan',
    alerts: 'Alertas desde ayer',
    over: 'pasada',
    nothing: 'Todo bien: nada necesita agua, nada calla, ninguna alerta desde ayer.',
  },
  system,
  test: 'Prueba de PlantOps: las alertas sobre tus plantas llegarán aquí.',
};
