import { z } from 'zod';
import { numberField } from '../runtime/config.ts';
import { MISSED_HEARTBEATS } from './core.ts';

export const presenceConfig = z.object({
  missedHeartbeats: numberField(
    { label: 'Offline after missing', hint: 'heartbeats' },
    { min: 1, max: 100, default: MISSED_HEARTBEATS },
  ),
  heartbeatIntervalS: numberField(
    { label: 'A device is heard every', hint: 'seconds', outside: true },
    { min: 1, max: 86_400, default: 60 },
  ),
  sweepS: numberField({ label: 'Look for silent devices every', hint: 'seconds' }, { min: 1, max: 5, default: 1 }),
});
