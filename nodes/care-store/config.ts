import { z } from 'zod';

export const careStoreConfig = z.object({});
