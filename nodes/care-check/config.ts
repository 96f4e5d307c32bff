import { z } from 'zod';

export const careCheckConfig = z.object({});
