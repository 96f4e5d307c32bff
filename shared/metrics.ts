/**
 * The descriptors of all metrics. Validation, SQL, thresholds, history, exports, charts, forms, texts and the simulator
 * are derived from them. CONTRIBUTING.md says how to add a metric.
 */
import type { Language, Words } from './settings/display.ts';

/** The surroundings of a simulated board at one moment; see `server/simulator/surroundings.ts`. */
export interface Surroundings {
  /** Sunlight as a share of a clear noon: 0 at night, about 1 at most. */
  sun: number;
  /** The sun of the last five hours, 0 to about 1. It lags behind `sun`, as room air does. */
  warmth: number;
  /** Light of lamps in lux; 0 outside the evening. */
  lampLux: number;
  /** How wet the soil is: 1 right after a watering, 0 just before the next. */
  wetness: number;
  /** The place where the board stands. */
  place: {
    /** Lux at noon under a clear sky. */
    peakLux: number;
    /** °C at the end of the night, and what a clear day adds. */
    baseTemperature: number;
    temperatureSwing: number;
    /** Relative humidity in % at `baseTemperature`. */
    baseHumidity: number;
    /** Soil moisture in % right after a watering, and just before it. */
    wetSoil: number;
    drySoil: number;
  };
  /** Smooth noise between -1 and 1 that changes over a period in seconds. Give each use a period of its own. */
  drift: (periodS: number) => number;
}

type InSentences = Readonly<{ subject: string; beforeValue: string }>;

export interface MetricDescriptor {
  /** The unit in which the metric is sent, stored and answered. */
  unit: string;
  /** A temperature is shown in °C or °F, as the owner prefers. */
  isTemperature?: true;
  /** The range a sensor can plausibly report, in the unit. A value outside it is a faulty message. */
  min: number;
  max: number;
  /** Digits after the decimal mark that are shown, and that a simulated board sends. */
  decimals: number;
  /**
   * What the metric is called, capitalised as a label. Languages that are not named here and in whose folder it is not
   * named either have the English name; see `languages/metric-words.ts`.
   */
  words: Words;
  /** Its name in the sentences of care plans: as the subject at the start, and before a value within a sentence. */
  inSentences: Readonly<{ en: InSentences } & Partial<Record<Language, InSentences>>>;
  /** An SVG path on a field of 24 by 24, from Material Design Icons (Apache-2.0). */
  icon: string;
  /** The colour of its lines on a light and on a dark surface; at least 3 : 1 against it (WCAG 2.2, 1.4.11). */
  colour: Readonly<{ light: string; dark: string }>;
  axis: Readonly<{
    /** `log`: values span several orders of magnitude, so gauges and sparklines use a logarithmic scale. */
    scale: 'linear' | 'log';
    /** The range of a gauge: values that are usual for indoor plants, not all that a sensor could report. */
    gauge: Readonly<{ min: number; max: number }>;
    /** The range of a chart without values. */
    empty: Readonly<{ min: number; max: number }>;
    /**
     * The least range of a chart, so that it does not magnify a sensor's noise. If `share` of the highest value is
     * more, that counts.
     */
    leastSpan: Readonly<{ value: number; share?: number }>;
    /** The chart always includes limits that are this close to the values. */
    nearLimit: number;
    /**
     * The step in which a limit is dragged or typed, in the displayed unit. If `share` of the value is more, that
     * counts.
     */
    limitStep: Readonly<{ value: number; share?: number }>;
  }>;
  /**
   * The least change within three hours that counts as rising or falling. If `share` of the first value is more, that
   * counts.
   */
  trend: Readonly<{ value: number; share?: number }>;
  /**
   * How values are judged against the plant's limits. `lowCounts` is false for light: every place is dark at night, so
   * an hour below the range says nothing about the plant.
   */
  judged: Readonly<{ lowCounts: boolean }>;
  /** What probes of it do and cannot do: how a broken one is told from a plant that changes. */
  probe: Readonly<{
    /**
     * The largest change between two readings, in the unit, that may be one: `atOnce`, and `perHour` more for each hour
     * between them; for a value at an end of the sensor's range, `toEnd` instead of `atOnce`. A larger one waits for
     * another reading that confirms it. null: it may change freely.
     */
    largestChange: Readonly<{ atOnce: number; perHour: number; toEnd: number }> | null;
    /** Two probes of a plant that differ by more than this for hours do not measure the same. null: they often do not. */
    differsBy: number | null;
    /** Whether the figure of a working probe always moves a little within a day, so that one that does not is stuck. */
    isNoisy: boolean;
  }>;
  simulated: Readonly<{
    /** Which simulated boards have this sensor: all, or one in three. */
    boards: 'all' | 'some';
    /** What the sensor measures, in the unit. The simulator keeps it within `min` and `max` and rounds it. */
    value: (at: Surroundings) => number;
  }>;
}

const DESCRIPTORS = {
  soil_moisture: {
    unit: '%',
    min: 0,
    max: 100,
    decimals: 1,
    words: { en: 'Soil moisture' },
    inSentences: { en: { subject: 'Soil moisture', beforeValue: 'soil moisture' } },
    icon: 'M18.5 7.47C17.76 8.2 17.57 9.25 17.92 10.15L15 13.07V11C15 10.45 14.55 10 14 10H12.97C13 9.83 13 9.67 13 9.5C13 6.46 10.54 4 7.5 4S2 6.46 2 9.5C2 11.21 2.78 12.73 4 13.74V20C4 20.55 4.45 21 5 21H14C14.55 21 15 20.55 15 20V15.89L19.33 11.56C20.23 11.91 21.28 11.73 22 11L18.5 7.47M4.05 10C4.03 9.83 4 9.67 4 9.5C4 7.57 5.57 6 7.5 6S11 7.57 11 9.5C11 9.67 10.97 9.83 10.95 10M13 19H6V12H13V19Z',
    colour: { light: '#2f73a0', dark: '#79b8e4' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 100 },
      empty: { min: 0, max: 100 },
      leastSpan: { value: 10 },
      nearLimit: 40,
      limitStep: { value: 1 },
    },
    trend: { value: 1.5 },
    judged: { lowCounts: true },
    probe: {
      // A watering wets a dry pot by this much within a reading, and a hand that presses a probe in or out moves it as far.
      largestChange: { atOnce: 50, perHour: 10, toEnd: 20 },
      differsBy: 20,
      isNoisy: true,
    },
    simulated: {
      boards: 'all',
      value: ({ wetness, place, drift }) =>
        place.drySoil + (place.wetSoil - place.drySoil) * wetness + 0.15 * drift(20),
    },
  },
  temperature: {
    unit: '°C',
    isTemperature: true,
    min: -50,
    max: 100,
    decimals: 1,
    words: { en: 'Temperature' },
    inSentences: { en: { subject: 'The temperature', beforeValue: 'temperature' } },
    icon: 'M15 13V5A3 3 0 0 0 9 5V13A5 5 0 1 0 15 13M12 4A1 1 0 0 1 13 5V8H11V5A1 1 0 0 1 12 4Z',
    colour: { light: '#b5523b', dark: '#f0957d' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 45 },
      empty: { min: 10, max: 30 },
      leastSpan: { value: 4 },
      nearLimit: 8,
      limitStep: { value: 0.5 },
    },
    trend: { value: 0.7 },
    judged: { lowCounts: true },
    probe: {
      // A board that is carried from a warm room into frost; 4 °C per hour is what WMO-No. 305 (1993, VI.21) tolerates
      // between hourly readings. The 85 °C that a DS18B20 has after its power failed is further off in any room.
      largestChange: { atOnce: 25, perHour: 4, toEnd: 25 },
      differsBy: 5,
      isNoisy: true,
    },
    simulated: {
      boards: 'all',
      value: ({ warmth, place, drift }) =>
        place.baseTemperature + place.temperatureSwing * warmth + 0.6 * drift(18_000) + 0.08 * drift(12),
    },
  },
  humidity: {
    unit: '%',
    min: 0,
    max: 100,
    decimals: 1,
    words: { en: 'Humidity' },
    inSentences: { en: { subject: 'Air humidity', beforeValue: 'air humidity' } },
    icon: 'M12,3.25C12,3.25 6,10 6,14C6,17.32 8.69,20 12,20A6,6 0 0,0 18,14C18,10 12,3.25 12,3.25M14.47,9.97L15.53,11.03L9.53,17.03L8.47,15.97M9.75,10A1.25,1.25 0 0,1 11,11.25A1.25,1.25 0 0,1 9.75,12.5A1.25,1.25 0 0,1 8.5,11.25A1.25,1.25 0 0,1 9.75,10M14.25,14.5A1.25,1.25 0 0,1 15.5,15.75A1.25,1.25 0 0,1 14.25,17A1.25,1.25 0 0,1 13,15.75A1.25,1.25 0 0,1 14.25,14.5Z',
    colour: { light: '#2f8073', dark: '#6fcabb' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 100 },
      empty: { min: 0, max: 100 },
      leastSpan: { value: 10 },
      nearLimit: 30,
      limitStep: { value: 1 },
    },
    trend: { value: 3 },
    judged: { lowCounts: true },
    probe: {
      // Mist from a spray bottle, or a bathroom door that is opened.
      largestChange: { atOnce: 50, perHour: 20, toEnd: 30 },
      differsBy: 20,
      isNoisy: true,
    },
    simulated: {
      boards: 'all',
      // Warm air holds more water: 2.2 % of relative humidity are lost per °C.
      value: ({ warmth, place, drift }) => place.baseHumidity - 2.2 * place.temperatureSwing * warmth + 1.2 * drift(90),
    },
  },
  light_level: {
    unit: 'lx',
    min: 0,
    max: 200_000,
    decimals: 0,
    words: { en: 'Light' },
    inSentences: { en: { subject: 'The light', beforeValue: 'light' } },
    icon: 'M12,18A6,6 0 0,1 6,12A6,6 0 0,1 12,6A6,6 0 0,1 18,12A6,6 0 0,1 12,18M20,15.31L23.31,12L20,8.69V4H15.31L12,0.69L8.69,4H4V8.69L0.69,12L4,15.31V20H8.69L12,23.31L15.31,20H20V15.31Z',
    colour: { light: '#9a6f12', dark: '#e6bd58' },
    axis: {
      scale: 'log',
      gauge: { min: 0, max: 100_000 },
      empty: { min: 0, max: 10_000 },
      leastSpan: { value: 100, share: 0.3 },
      nearLimit: 200,
      limitStep: { value: 10, share: 0.02 },
    },
    trend: { value: 20, share: 0.3 },
    judged: { lowCounts: false },
    // A lamp, a cloud or a curtain changes light by any amount at once, and two places of one plant are never equally
    // bright. In a cupboard, and at night, it is 0 for as long as you like.
    probe: { largestChange: null, differsBy: null, isNoisy: false },
    simulated: {
      boards: 'all',
      value: ({ sun, lampLux, place, drift }) => (place.peakLux * sun + lampLux) * (1 + 0.02 * drift(8)),
    },
  },
  /** Electrical conductivity of the soil, which rises with dissolved salts and so with fertiliser. */
  soil_ec: {
    unit: 'µS/cm',
    min: 0,
    max: 20_000,
    decimals: 0,
    words: { en: 'Soil EC' },
    inSentences: { en: { subject: 'The conductivity of the soil', beforeValue: 'soil conductivity' } },
    icon: 'M11 9.47V11H14.76L13 14.53V13H9.24L11 9.47M13 1L6 15H11V23L18 9H13V1Z',
    colour: { light: '#7a5aa6', dark: '#c3a9ea' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 3_000 },
      empty: { min: 0, max: 2_000 },
      leastSpan: { value: 200 },
      nearLimit: 500,
      limitStep: { value: 50 },
    },
    trend: { value: 40, share: 0.05 },
    judged: { lowCounts: true },
    probe: {
      // Fertiliser in water that reaches a dry probe.
      largestChange: { atOnce: 4_000, perHour: 500, toEnd: 2_000 },
      differsBy: 800,
      isNoisy: true,
    },
    simulated: {
      boards: 'some',
      // Salts are more concentrated in what water is left.
      value: ({ wetness, drift }) => 1_150 - 350 * wetness + 12 * drift(45),
    },
  },
  soil_temperature: {
    unit: '°C',
    isTemperature: true,
    min: -50,
    max: 100,
    decimals: 1,
    words: { en: 'Soil temperature' },
    inSentences: { en: { subject: 'The temperature of the soil', beforeValue: 'soil temperature' } },
    icon: 'M17 3H21V5H17V3M17 7H21V9H17V7M17 11H21V13H17.75L17 12.1V11M21 15V17H19C19 16.31 18.9 15.63 18.71 15H21M7 3V5H3V3H7M7 7V9H3V7H7M7 11V12.1L6.25 13H3V11H7M3 15H5.29C5.1 15.63 5 16.31 5 17H3V15M15 13V5C15 3.34 13.66 2 12 2S9 3.34 9 5V13C6.79 14.66 6.34 17.79 8 20S12.79 22.66 15 21 17.66 16.21 16 14C15.72 13.62 15.38 13.28 15 13M12 4C12.55 4 13 4.45 13 5V8H11V5C11 4.45 11.45 4 12 4Z',
    colour: { light: '#8f5d2e', dark: '#dcb083' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 40 },
      empty: { min: 10, max: 30 },
      leastSpan: { value: 4 },
      nearLimit: 8,
      limitStep: { value: 0.5 },
    },
    trend: { value: 0.5 },
    judged: { lowCounts: true },
    probe: {
      // Soil is slower than air (above); cold or warm water reaches the probe at once.
      largestChange: { atOnce: 20, perHour: 4, toEnd: 20 },
      differsBy: 5,
      isNoisy: true,
    },
    simulated: {
      boards: 'some',
      // A pot warms up less than the air around it.
      value: ({ warmth, place, drift }) =>
        place.baseTemperature - 0.5 + 0.6 * place.temperatureSwing * warmth + 0.2 * drift(21_600),
    },
  },
  /** Carbon dioxide in the air. Outdoor air has about 420 ppm. */
  co2: {
    unit: 'ppm',
    min: 0,
    max: 10_000,
    decimals: 0,
    words: { en: 'CO₂' },
    inSentences: { en: { subject: 'The carbon dioxide in the air', beforeValue: 'carbon dioxide' } },
    icon: 'M5,7A2,2 0 0,0 3,9V15A2,2 0 0,0 5,17H8V15H5V9H8V7H5M11,7A2,2 0 0,0 9,9V15A2,2 0 0,0 11,17H13A2,2 0 0,0 15,15V9A2,2 0 0,0 13,7H11M11,9H13V15H11V9M16,10.5V12H19V13.5H17.5A1.5,1.5 0 0,0 16,15V18H20.5V16.5H17.5V15H19A1.5,1.5 0 0,0 20.5,13.5V12A1.5,1.5 0 0,0 19,10.5H16Z',
    colour: { light: '#5c6b73', dark: '#b3c3cc' },
    axis: {
      scale: 'linear',
      gauge: { min: 300, max: 2_000 },
      empty: { min: 400, max: 1_200 },
      leastSpan: { value: 100 },
      nearLimit: 300,
      limitStep: { value: 50 },
    },
    trend: { value: 60 },
    judged: { lowCounts: true },
    probe: {
      // Breath has 40,000 ppm: somebody who leans over the plant is seen.
      largestChange: { atOnce: 4_000, perHour: 1_000, toEnd: 1_000 },
      differsBy: 400,
      isNoisy: true,
    },
    simulated: {
      boards: 'some',
      // People breathe it out in the evening, under lamps; plants take some up in the sun.
      value: ({ sun, lampLux, drift }) => 560 - 90 * sun + (lampLux > 0 ? 220 : 0) + 45 * drift(5_400) + 6 * drift(40),
    },
  },
  /** Acidity of the soil; 7 is neutral, less is acid. */
  ph: {
    // A bare number: pH has no unit.
    unit: '',
    min: 0,
    max: 14,
    decimals: 1,
    words: { en: 'pH' },
    inSentences: { en: { subject: 'The pH of the soil', beforeValue: 'pH' } },
    icon: 'M13 7V17H15V13H17V17H19V7H17V11H15V7H13M11 15V13C11 11.9 10.11 11 9 11H5V21H7V17H9C10.11 17 11 16.11 11 15M9 15H7V13H9V15Z',
    colour: { light: '#a14677', dark: '#ec9fc6' },
    axis: {
      scale: 'linear',
      gauge: { min: 3, max: 10 },
      empty: { min: 4, max: 9 },
      leastSpan: { value: 1 },
      nearLimit: 1.5,
      limitStep: { value: 0.1 },
    },
    trend: { value: 0.2 },
    judged: { lowCounts: true },
    probe: {
      // Water of another pH; soil itself changes over weeks. The figure of a well-buffered pot stands still.
      largestChange: { atOnce: 3, perHour: 0.5, toEnd: 2 },
      differsBy: 1,
      isNoisy: false,
    },
    simulated: { boards: 'some', value: ({ wetness, drift }) => 6.3 + 0.2 * wetness + 0.15 * drift(43_200) },
  },
} satisfies Record<string, MetricDescriptor>;

export type Metric = keyof typeof DESCRIPTORS;

export const METRICS: Readonly<Record<Metric, MetricDescriptor>> = DESCRIPTORS;

/** The metrics in the order in which tables and screens show them. */
export const METRIC_NAMES = Object.keys(METRICS) as Metric[];

/** A record with an entry for each metric. */
export const perMetric = <T>(make: (metric: Metric) => T): Record<Metric, T> =>
  Object.fromEntries(METRIC_NAMES.map((metric) => [metric, make(metric)])) as Record<Metric, T>;

/**
 * What an alert is about: a metric outside its limits, a silent device, a metric without new values, or something that was
 * noticed about a device.
 */
export const ALERT_SUBJECTS = [...METRIC_NAMES, 'offline', 'stale', 'finding'] as const;
export type AlertSubject = (typeof ALERT_SUBJECTS)[number];

/** Values of one reading; a metric the device did not send is absent. */
export type MetricValues = Partial<Record<Metric, number>>;
