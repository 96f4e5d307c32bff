import { z } from 'zod';

export const answerConfig = z.object({});
