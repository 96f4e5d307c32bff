import type { DisplaySettings } from '../settings/display-settings.ts';
import { DiagnosisKeeper, type DiagnosisKeeperOptions } from './diagnosis-keeper.ts';
import { PlantDiagnoses } from './plant-diagnoses.ts';

export interface DiagnosisNeeds extends DiagnosisKeeperOptions {
  display: DisplaySettings;
}

/** The one judgement of each plant. Opened before the rooms that say something of a plant's state. */
export function openDiagnosis({ display, ...options }: DiagnosisNeeds) {
  const keeper = new DiagnosisKeeper(options);
  return { keeper, diagnoses: new PlantDiagnoses({ keeper, display }) };
}
