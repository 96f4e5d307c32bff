/** Findings about what probes measure: whether it can be true. */
import { metricWords } from '../languages/metric-words.ts';
import { METRICS, type Metric } from '../metrics.ts';
import type { FindingKind, Noted } from './finding-kind.ts';

type Tongue = 'en' | 'de';
const nameOf = ({ metric }: Noted, language: Tongue): string =>
  metric === null ? (language === 'en' ? 'A value' : 'Ein Wert') : metricWords(metric, language).label;
const unitOf = (metric: Metric | null): string => (metric && METRICS[metric].unit ? ` ${METRICS[metric].unit}` : '');

export const PROBE_FINDINGS = {
  /**
   * Two probes of one plant have differed for hours. It is noted at the one that is further from the others. Evidence:
   * `value`, and `other_value` of the device that is called `other`; `hours`.
   */
  probes_disagree: {
    severity: 'warning',
    notedIn: 'engine',
    tells: true,
    endsAfterS: null,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} has been ${noted.evidence.value}${unitOf(noted.metric)} here and ${noted.evidence.other_value}${unitOf(noted.metric)} at ${noted.evidence.other} for ${noted.evidence.hours} hours.`,
        advice:
          'Put both probes side by side in the same soil: if they still differ, calibrate them; if not, the plant is unevenly watered, and its least or greatest value may suit you better than the mean.',
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} beträgt seit ${noted.evidence.hours} Stunden ${noted.evidence.value}${unitOf(noted.metric)} hier und ${noted.evidence.other_value}${unitOf(noted.metric)} bei ${noted.evidence.other}.`,
        advice:
          'Stecke beide Fühler nebeneinander in dieselbe Erde: Zeigen sie weiter Verschiedenes, kalibriere sie; wenn nicht, ist die Pflanze ungleich gegossen, und ihr kleinster oder größter Wert passt vielleicht besser als der Mittelwert.',
      }),
    },
  },
  /**
   * A probe sends no values any more while its device is heard and another probe of its plant goes on. Evidence: `since`,
   * when its last `value` came; `other`, how a device is called that still measures it.
   */
  probe_silent: {
    severity: 'warning',
    notedIn: 'engine',
    tells: true,
    endsAfterS: null,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} no longer comes from this device, though it is heard: the last was ${noted.evidence.value}${unitOf(noted.metric)} at ${noted.evidence.since}. Its plant's value now comes from ${noted.evidence.other}.`,
        advice:
          'Check this probe and its cable, and restart the board. In the sketch, read the sensor anew for each message: `sensor.read();`',
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} kommt von diesem Gerät nicht mehr, obwohl es zu hören ist: Zuletzt waren es ${noted.evidence.value}${unitOf(noted.metric)}, um ${noted.evidence.since}. Der Wert seiner Pflanze kommt nun von ${noted.evidence.other}.`,
        advice:
          'Prüfe diesen Fühler und sein Kabel, und starte das Board neu. Lies im Sketch den Sensor für jede Nachricht neu: `sensor.read();`',
      }),
    },
  },
  /** The same figure for a day, of a metric whose figures always move. Evidence: `value`, `hours`, `readings`. */
  stuck_value: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
    words: {
      en: (noted) => ({
        title: `${nameOf(noted, 'en')} has been exactly ${noted.evidence.value}${unitOf(noted.metric)} for ${noted.evidence.hours} hours, in ${noted.evidence.readings} readings.`,
        advice:
          'A working sensor always moves a little. Restart the board; check that the sketch reads the sensor anew for each message, and the wiring.',
      }),
      de: (noted) => ({
        title: `${nameOf(noted, 'de')} beträgt seit ${noted.evidence.hours} Stunden genau ${noted.evidence.value}${unitOf(noted.metric)}, in ${noted.evidence.readings} Messungen.`,
        advice:
          'Ein heiler Sensor schwankt immer ein wenig. Starte das Board neu; prüfe, ob der Sketch den Sensor für jede Nachricht neu liest, und die Verkabelung.',
      }),
    },
  },
  /** Soil moisture fell to 0 at once, and the air did not change. Evidence: `before`, the value before. */
  probe_out_of_soil: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
    words: {
      en: ({ evidence }) => ({
        title: `Soil moisture fell from ${evidence.before} % to 0 at once, while the air stayed as it was: is the probe out of the soil?`,
        advice: 'Put the probe back into the soil, down to its mark. If it is in, check its cable.',
      }),
      de: ({ evidence }) => ({
        title: `Die Bodenfeuchte fiel auf einmal von ${evidence.before} % auf 0, und die Luft blieb, wie sie war: Steckt der Fühler noch in der Erde?`,
        advice: 'Stecke den Fühler wieder bis zur Markierung in die Erde. Steckt er, prüfe sein Kabel.',
      }),
    },
  },
  /** A watering was logged, and soil moisture did not rise. Evidence: `watered_at`; `before` and `after`, in %. */
  watering_not_felt: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
    words: {
      en: ({ evidence }) => ({
        title: `The watering of ${evidence.watered_at} did not reach this probe: soil moisture was ${evidence.before} % before and ${evidence.after} % at most after it.`,
        advice:
          'Water may run past dry soil: water slowly, or from below. If the soil at the probe is wet, the probe is broken or must be calibrated.',
      }),
      de: ({ evidence }) => ({
        title: `Das Gießen vom ${evidence.watered_at} kam bei diesem Fühler nicht an: Die Bodenfeuchte war vorher ${evidence.before} % und danach höchstens ${evidence.after} %.`,
        advice:
          'An trockener Erde läuft Wasser oft vorbei: Gieße langsam oder von unten. Ist die Erde am Fühler nass, ist er defekt oder muss kalibriert werden.',
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
