import { z } from 'zod';
import { field } from '../runtime/config.ts';
import { FLOW_OPERATIONS } from '@plantops/shared/ports.ts';

export const requestConfig = z.object({
  operation: field(z.enum(FLOW_OPERATIONS).default('register_device'), {
    label: { en: 'Request', de: 'Anfrage' },
    choices: {
      register_device: { en: 'register a device', de: 'Gerät anmelden' },
      care_plan: { en: 'care plan', de: 'Pflegeplan' },
    },
  }),
});
