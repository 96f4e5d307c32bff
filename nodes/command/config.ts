import { z } from 'zod';
import { field, numberField } from '../runtime/config.ts';

export const commandConfig = z.object({
  deviceId: field(z.string().trim().max(64).default(''), { label: 'Device', hint: 'its id; empty: msg.deviceId' }),
  expiryS: numberField(
    { label: 'Forgotten after', hint: 's, if the device does not fetch it' },
    { min: 1, max: 604_800, default: 3600 },
  ),
});
