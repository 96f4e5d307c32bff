import { z } from 'zod';

export const rejectionConfig = z.object({});
