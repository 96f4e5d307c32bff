/** Diagnoses of plants. */
import { plantDiagnosisSchema } from '@plantops/shared/api/diagnosis.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { z } from 'zod';
import { byId, type Endpoint } from './endpoint.ts';

export const diagnosisEndpoints = {
  getPlantDiagnosis: {
    method: 'get',
    path: '/api/plants/:id/diagnosis',
    tag: 'Plants',
    summary: 'How a plant is and what it needs: findings with their evidence, made from now; asks no language model',
    params: byId,
    query: z.strictObject({
      language: z.enum(LANGUAGES).optional().meta({ description: 'Adds `words` in this language' }),
    }),
    answers: { 200: plantDiagnosisSchema },
    problems: ['plant_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
