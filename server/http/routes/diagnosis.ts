import type { PlantDiagnoses } from '../../services/diagnosis/plant-diagnoses.ts';
import type { Handlers } from '../router.ts';

export function diagnosisHandlers(diagnoses: PlantDiagnoses) {
  return {
    async getPlantDiagnosis({ params, query }) {
      return { status: 200, body: await diagnoses.get(params.id, query.language) };
    },
  } satisfies Partial<Handlers>;
}
