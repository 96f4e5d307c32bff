import { z } from 'zod';
import { field } from '../runtime/config.ts';

export const letGoConfig = z.object({
  reason: field(z.string().trim().max(200).default('not wanted'), { label: 'Why', hint: 'shown with the number' }),
});
