import { z } from 'zod';

export const notificationConfig = z.object({});
