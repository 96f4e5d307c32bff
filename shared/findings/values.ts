/** Findings about values that a device sends. */
import { metricWords } from '../languages/metric-words.ts';
import { METRICS } from '../metrics.ts';
import type { FindingKind, Noted } from './finding-kind.ts';

const DAY_S = 86_400;
type Of = Readonly<Record<string, string>>;
const nameOf = ({ metric }: Noted, language: 'en' | 'de'): string =>
  metric === null ? (language === 'en' ? 'A field' : 'Ein Feld') : metricWords(metric, language).label;
const fieldOf = ({ metric }: Noted): string => metric ?? 'value';
/** A word of a list; what is not in it as it is. */
const said = (words: Of, { evidence }: Noted, name: string): string =>
  words[String(evidence[name])] ?? String(evidence[name]);

/** Why a value cannot be used, see `shared/remarks.ts`. */
const WHY_EN: Of = {
  not_a_number: 'is not a number',
  null: 'means that the sensor gave no value',
  text: 'is text, not a number',
  kind: 'is not a number',
  too_low: 'is below what a sensor can measure',
  too_high: 'is above what a sensor can measure',
  unreadable: 'is not JSON',
  form: 'is too long, or has control characters',
  fault_value: 'cannot be',
};
const WHY_DE: Of = {
  not_a_number: 'ist keine Zahl',
  null: 'heißt, dass der Sensor keinen Wert lieferte',
  text: 'ist Text, keine Zahl',
  kind: 'ist keine Zahl',
  too_low: 'liegt unter dem, was ein Sensor messen kann',
  too_high: 'liegt über dem, was ein Sensor messen kann',
  unreadable: 'ist kein JSON',
  form: 'ist zu lang oder enthält Steuerzeichen',
  fault_value: 'kann nicht sein',
};

/** The line of a sketch that sends only what was measured. */
const onlyIfMeasured = (noted: Noted): string => `\`if (!isnan(x)) doc["${fieldOf(noted)}"] = x;\``;
const asNumber = (noted: Noted): string => `\`doc["${fieldOf(noted)}"] = x;\``;
const asPercent = '`x = constrain(map(raw, dry, wet, 0, 100), 0, 100);`';
const isScale = (noted: Noted): boolean => noted.metric !== null && METRICS[noted.metric].unit === '%';

function adviceEn(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Check the sensor and its wiring. In the sketch, send only what was measured: ${onlyIfMeasured(noted)}`;
    case 'text':
    case 'kind':
      return `In the sketch, send the number itself, with neither unit nor quotes: ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Check the wiring, and in the sketch make the raw count a share: ${asPercent}`
        : 'Check this sensor, its wiring, and the unit in which the sketch sends it.';
  }
}

function adviceDe(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Prüfe den Sensor und seine Verkabelung. Sende im Sketch nur, was gemessen wurde: ${onlyIfMeasured(noted)}`;
    case 'text':
    case 'kind':
      return `Sende im Sketch die Zahl selbst, ohne Einheit und ohne Anführungszeichen: ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Prüfe die Verkabelung, und mache im Sketch aus dem Rohwert einen Anteil: ${asPercent}`
        : 'Prüfe diesen Sensor, seine Verkabelung und die Einheit, in der der Sketch sendet.';
  }
}

/** What known faults come from, in German; in English they are as the evidence says. */
const SOURCES_DE: Of = {
  'a sensor that does not answer (all bits are ones)': 'ein Sensor, der nicht antwortet (alle Bits sind Einsen)',
  'an open input (the highest raw count of an ADC)': 'ein offener Eingang (der höchste Rohwert eines ADC)',
  'a library that could not read its sensor': 'eine Bibliothek, die ihren Sensor nicht lesen konnte',
  'a DS18B20 that has not measured yet': 'ein DS18B20, der noch nicht gemessen hat',
  'a DS18B20 that is not connected': 'ein DS18B20, der nicht angeschlossen ist',
  'an SHT3x or SHT4x that does not answer': 'ein SHT3x oder SHT4x, der nicht antwortet',
  'a BH1750 that does not answer': 'ein BH1750, der nicht antwortet',
  'an MH-Z19 that is not ready': 'ein MH-Z19, der nicht bereit ist',
};
const afterPowerOn = '`sensors.requestTemperatures(); delay(750);`';
const isDs18b20 = ({ evidence }: Noted): boolean => evidence.source === 'a DS18B20 that has not measured yet';

export const VALUE_FINDINGS = {
  /**
   * A value that cannot be was left out. Ends a day after it was last so.
   * Evidence: `sent`, the value as it was sent; `why`, a word of `UNUSABLE`.
   */
  value_set_aside: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} was set aside: ${noted.evidence.sent} ${said(WHY_EN, noted, 'why')}.`,
        advice: adviceEn(noted),
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} wurde zurückgelegt: ${noted.evidence.sent} ${said(WHY_DE, noted, 'why')}.`,
        advice: adviceDe(noted),
      }),
    },
  },
  /**
   * A value by which a sensor says that it has none was left out. Ends a day after it was last so.
   * Evidence: `sent`; `source`, what is known to send it.
   */
  fault_value: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} has no value: ${noted.evidence.sent} is what ${noted.evidence.source} sends.`,
        advice: isDs18b20(noted)
          ? `In the sketch, wait for the measurement before you read it: ${afterPowerOn}`
          : `Check the wiring of this sensor. In the sketch, send only what was measured: ${onlyIfMeasured(noted)}`,
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} hat keinen Wert: ${noted.evidence.sent} sendet ${said(SOURCES_DE, noted, 'source')}.`,
        advice: isDs18b20(noted)
          ? `Warte im Sketch die Messung ab, bevor du sie liest: ${afterPowerOn}`
          : `Prüfe die Verkabelung dieses Sensors. Sende im Sketch nur, was gemessen wurde: ${onlyIfMeasured(noted)}`,
      }),
    },
  },
  /**
   * A percentage just beyond its scale was taken as its end. Ends a day after it was last so.
   * Evidence: `sent`; `stored`.
   */
  value_clamped: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} was ${noted.evidence.sent}, just beyond the scale; ${noted.evidence.stored} was stored.`,
        advice: `Calibrate the sensor, dry and wet. In the sketch: ${asPercent}`,
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} war ${noted.evidence.sent}, knapp jenseits der Skala; gespeichert wurde ${noted.evidence.stored}.`,
        advice: `Kalibriere den Sensor, trocken und nass. Im Sketch: ${asPercent}`,
      }),
    },
  },
  /** A number in quotes was taken. Ends a day after it was last so. Evidence: `sent`; `stored`. */
  value_as_text: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} came as text, ${noted.evidence.sent}; the number ${noted.evidence.stored} was stored.`,
        advice: `Nothing is lost. In the sketch, send the number itself: ${asNumber(noted)}`,
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} kam als Text, ${noted.evidence.sent}; gespeichert wurde die Zahl ${noted.evidence.stored}.`,
        advice: `Nichts geht verloren. Sende im Sketch die Zahl selbst: ${asNumber(noted)}`,
      }),
    },
  },
  /** A value came under another name than ours. Ends a day after it was last so. Evidence: `sent`, that name. */
  other_name: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `"${noted.evidence.sent}" is read as ${nameOf(noted, 'en').toLowerCase()}.`,
        advice: `Nothing is lost. If it is something else, give it another name in the sketch; our own name is ${fieldOf(noted)}.`,
      }),
      de: (noted) => ({
        title: `„${noted.evidence.sent}“ wird als ${nameOf(noted, 'de')} gelesen.`,
        advice: `Nichts geht verloren. Ist es etwas anderes, gib ihm im Sketch einen anderen Namen; unser eigener Name ist ${fieldOf(noted)}.`,
      }),
    },
  },
  /**
   * A vital sign that cannot be was left out; the message counted. Ends a day after it was last so.
   * Evidence: `field`; `sent`; `why`.
   */
  vitals_set_aside: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    words: {
      en: (noted) => ({
        title: `${noted.evidence.field} was left out: ${noted.evidence.sent} ${said(WHY_EN, noted, 'why')}.`,
        advice:
          'Readings are not touched by it. A heartbeat is JSON such as `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
      }),
      de: (noted) => ({
        title: `${noted.evidence.field} wurde weggelassen: ${noted.evidence.sent} ${said(WHY_DE, noted, 'why')}.`,
        advice:
          'Messwerte berührt das nicht. Ein Herzschlag ist JSON wie `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
