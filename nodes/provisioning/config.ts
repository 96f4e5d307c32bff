import { z } from 'zod';

export const provisioningConfig = z.object({});
