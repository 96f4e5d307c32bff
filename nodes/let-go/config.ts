import { z } from 'zod';
import { field } from '../runtime/config.ts';

export const letGoConfig = z.object({
  reason: field(z.string().trim().max(200).default('not wanted'), {
    label: { en: 'Why', de: 'Warum' },
    hint: { en: 'shown with the number', de: 'steht bei der Anzahl' },
  }),
});
