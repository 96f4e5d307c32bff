/** REST shape of a plant's diagnosis. */
import { z } from 'zod';
import { diagnosisSchema } from '../diagnosis/diagnosis.ts';
import { LANGUAGES } from '../settings/display.ts';

const diagnosisWordsSchema = z
  .strictObject({
    language: z.enum(LANGUAGES),
    findings: z
      .array(
        z.strictObject({
          title: z.string().meta({ description: "Without the plant's name and without a full stop" }),
          text: z.string().meta({ description: 'One or two sentences with the figures and the period' }),
          advice: z.string().meta({ description: 'What to do; empty where nothing is asked for' }),
        }),
      )
      .meta({ description: 'In the order of the findings' }),
    asks: z.array(z.string()),
    settled: z.array(z.string()).meta({ description: 'Why something is not asked for' }),
    next_watering: z.string(),
  })
  .meta({ id: 'DiagnosisWords' });

export const plantDiagnosisSchema = diagnosisSchema
  .extend({ words: diagnosisWordsSchema.optional().meta({ description: 'If a language was asked for' }) })
  .meta({ id: 'PlantDiagnosis', description: 'How a plant is and what it needs, made from now' });

export type PlantDiagnosis = z.infer<typeof plantDiagnosisSchema>;
