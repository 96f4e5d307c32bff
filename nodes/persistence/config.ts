import { z } from 'zod';

export const persistenceConfig = z.object({});
