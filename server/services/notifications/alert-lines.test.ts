import { breachMessage, recoveryMessage } from '@plantops/nodes/threshold/core.ts';
import { disconnectedMessage, offlineMessage, onlineMessage } from '@plantops/nodes/presence/core.ts';
import { freshWords, staleWords } from '@plantops/nodes/presence/stale.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { describe, expect, it } from 'vitest';
import { alertLine } from './alert-lines.ts';

const NOW = new Date('2026-01-07T14:05:00Z');
const side = { direction: 'min', threshold: 20 } as const;
const stale = (day: string) => staleWords('soil_moisture', 42, new Date(`${day}T14:05:00Z`), NOW, 'UTC');

/** Every form in which alerts are made, by what makes them. */
const MADE: [english: string, german: string][] = [
  [breachMessage('soil_moisture', 15.2, side), 'Bodenfeuchte: 15,2 %, unter 20,0 %'],
  [
    breachMessage('light_level', 123_456.7, { direction: 'max', threshold: 1000 }),
    'Licht: 123.456,7 lx, über 1.000,0 lx',
  ],
  [breachMessage('temperature', -3.5, side), 'Temperatur: -3,5 °C, unter 20,0 °C'],
  [recoveryMessage('ph', 6.1, 'max', { max: 7 }), 'pH-Wert: 6,1, wieder im Bereich'],
  [recoveryMessage('humidity', 40, 'min', {}), 'Luftfeuchte: 40,0 %, keine Grenze mehr gesetzt'],
  [offlineMessage('Window: sill', 180), 'Window: sill ist offline: seit 3 min nichts gehört'],
  [disconnectedMessage('Shelf'), 'Shelf ist offline: Die Verbindung zum Broker ist beendet'],
  [onlineMessage('Shelf'), 'Shelf ist wieder online'],
  [stale('2026-01-07'), 'Bodenfeuchte: keine neuen Werte seit 14:05, zuletzt 42,0 %'],
  [stale('2026-01-03'), 'Bodenfeuchte: keine neuen Werte seit 3. Jan., 14:05, zuletzt 42,0 %'],
  [freshWords('ph', 6.04), 'pH-Wert: wieder gemessen, 6,0'],
  [
    `Fern: the 2nd; : ${stale('2026-01-07')}; ${freshWords('humidity', 40)}`,
    'Fern: the 2nd; : Bodenfeuchte: keine neuen Werte seit 14:05, zuletzt 42,0 %; Luftfeuchte: wieder gemessen, 40,0 %',
  ],
];

describe('an alert', () => {
  it.each(MADE)('%s is in German: %s', (english, german) => {
    expect(alertLine(english, 'de')).toBe(german);
  });

  it.each(MADE)('%s is in English as it was made', (english) => {
    expect(alertLine(english, 'en')).toBe(english);
  });

  it.each(LANGUAGES.filter((language) => language !== 'en'))('of any metric is understood in %s', (language) => {
    for (const metric of METRIC_NAMES) {
      const made = [
        breachMessage(metric, 1.5, side),
        recoveryMessage(metric, 1.5, 'min', { min: 1 }),
        staleWords(metric, 1.5, NOW, NOW, 'UTC'),
        freshWords(metric, 1.5),
      ];
      for (const text of made) expect(alertLine(text, language), text).not.toBe(text);
    }
  });

  it('whose form is not known is told as it is', () => {
    for (const text of ['', 'My own flow: water me', 'sap_flow is 1.0, threshold min 2.0', 'no luck since Monday'])
      expect(alertLine(text, 'de')).toBe(text);
  });
});
