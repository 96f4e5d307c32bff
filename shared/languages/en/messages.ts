/** Messages to the owner in English, the language that alerts are made in. */
import type { NotificationWords } from '../../notifications/notification-words.ts';
import { system } from './system.ts';

export const messages: NotificationWords = {
  alerts: null,
  joined: {
    offline: (count) => `${count} devices are silent: `,
    online: (count) => `${count} devices are back: `,
    stale: (count) => `${count} plants have no new values:\n`,
    fresh: (count) => `${count} plants have new values again:\n`,
    more: (count) => `and ${count} more`,
  },
  digest: {
    urgent: 'Act today',
    water: 'Needs water',
    attention: 'Have a look',
    silent: 'Silent',
    alerts: 'Alerts since yesterday',
    over: 'over',
    nothing: 'All is well: nothing needs water, nothing is silent, no alerts since yesterday.',
  },
  system,
  test: 'PlantOps test: alerts about your plants will come here.',
};
