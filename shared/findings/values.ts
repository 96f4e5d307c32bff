/** Findings about values that a device sends. */
import { METRICS } from '../metrics.ts';
import type { FindingKind, Noted } from './finding-kind.ts';

const DAY_S = 86_400;
const nameOf = ({ metric }: Noted, language: 'en' | 'de'): string =>
  metric === null ? (language === 'en' ? 'A field' : 'Ein Feld') : METRICS[metric].words[language];

export const VALUE_FINDINGS = {
  /** Evidence: `sent`, the value as it was sent; `reason`, why it cannot be. */
  value_set_aside: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} was set aside: ${noted.evidence.sent} ${noted.evidence.reason}.`,
        advice: 'The other values of the message were stored. Check this sensor and its wiring.',
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} wurde zurückgelegt: ${noted.evidence.sent} ${noted.evidence.reason}.`,
        advice: 'Die übrigen Werte der Nachricht wurden gespeichert. Prüfe diesen Sensor und seine Verkabelung.',
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
