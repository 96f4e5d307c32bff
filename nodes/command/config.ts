import { z } from 'zod';
import { field, numberField } from '../runtime/config.ts';

export const commandConfig = z.object({
  deviceId: field(z.string().trim().max(64).default(''), {
    label: { en: 'Device', de: 'Gerät' },
    hint: { en: 'its id; empty: msg.deviceId', de: 'seine Kennung; leer: msg.deviceId' },
  }),
  expiryS: numberField(
    {
      label: { en: 'Forgotten after', de: 'Vergessen nach' },
      hint: { en: 's, if the device does not fetch it', de: 's, wenn das Gerät ihn nicht abholt' },
    },
    { min: 1, max: 604_800, default: 3600 },
  ),
});
