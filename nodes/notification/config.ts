import { z } from 'zod';
import { field } from '../runtime/config.ts';

export const notificationConfig = z.object({
  channel: field(z.string().trim().max(40).default(''), {
    label: { en: 'Channel', de: 'Kanal' },
    hint: {
      en: 'its name, such as discord; empty: every channel that is set up',
      de: 'sein Name, etwa discord; leer: jeder eingerichtete Kanal',
    },
  }),
});
