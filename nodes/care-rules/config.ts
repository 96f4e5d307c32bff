import { z } from 'zod';

export const careRulesConfig = z.object({});
