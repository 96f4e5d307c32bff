import { z } from 'zod';

export const enrichConfig = z.object({});
