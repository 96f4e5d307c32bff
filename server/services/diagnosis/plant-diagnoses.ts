import type { PlantDiagnosis } from '@plantops/shared/api/diagnosis.ts';
import { aboutPlant, diagnosisWords } from '@plantops/shared/diagnosis/words/say.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { DisplaySettings } from '../settings/display-settings.ts';
import type { DiagnosisKeeper } from './diagnosis-keeper.ts';

export interface PlantDiagnosesOptions {
  keeper: Pick<DiagnosisKeeper, 'current'>;
  display: Pick<DisplaySettings, 'read'>;
}

/** Diagnoses as they are read: made from now, with their words where somebody wants them. */
export class PlantDiagnoses {
  readonly #options: PlantDiagnosesOptions;

  constructor(options: PlantDiagnosesOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `plant_not_found` */
  async get(plantId: string, language?: Language): Promise<PlantDiagnosis> {
    const { keeper, display } = this.#options;
    const { facts, diagnosis } = await keeper.current(plantId);
    if (language === undefined) return diagnosis;
    const { temperature_unit: unit } = await display.read();
    return { ...diagnosis, words: { language, ...diagnosisWords(diagnosis, aboutPlant(facts, language, unit)) } };
  }
}
