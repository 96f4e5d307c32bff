/** All words of a diagnosis in German. The dashboard loads them where German is chosen. */
import { GERMAN_ASKS } from './asks-de.ts';
import { GERMAN } from './de.ts';
import type { DiagnosisLanguage } from './say.ts';

export const GERMAN_DIAGNOSIS: DiagnosisLanguage = { findings: GERMAN, ...GERMAN_ASKS };
