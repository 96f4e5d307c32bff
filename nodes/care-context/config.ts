import { z } from 'zod';

export const careContextConfig = z.object({});
