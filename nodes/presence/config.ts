import { z } from 'zod';
import { numberField } from '../runtime/config.ts';
import { MISSED_HEARTBEATS } from './core.ts';

export const presenceConfig = z.object({
  missedHeartbeats: numberField(
    {
      label: { en: 'Offline after missing', de: 'Offline nach' },
      hint: { en: 'heartbeats', de: 'fehlenden Herzschlägen' },
    },
    { min: 1, max: 100, default: MISSED_HEARTBEATS },
  ),
  heartbeatIntervalS: numberField(
    {
      label: { en: 'A device is heard every', de: 'Ein Gerät meldet sich alle' },
      hint: { en: 'seconds', de: 'Sekunden' },
      outside: true,
    },
    { min: 1, max: 86_400, default: 60 },
  ),
  sweepS: numberField(
    {
      label: { en: 'Look for silent devices every', de: 'Sieht nach stillen Geräten alle' },
      hint: { en: 'seconds', de: 'Sekunden' },
    },
    { min: 1, max: 5, default: 1 },
  ),
});
