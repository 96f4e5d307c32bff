/**
 * Values by which sensors and their libraries say that they have none. They are numbers like others, so a chart would
 * show them and an alert would tell of them.
 */
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';

export interface KnownFault {
  value: number;
  /** What sends it. */
  source: string;
  /**
   * For a value that can also be true: it is believed if the value before was this close to it. Without it, the value is
   * always a fault.
   */
  near?: number;
}

/** Registers of which every bit is set: what a bus reads when nothing answers. Scaled by 1, 10 and 100, and signed. */
const ALL_ONES: readonly KnownFault[] = [
  65_535, 6553.5, 655.35, 4_294_967_295, 32_767, 3276.7, 327.67, -32_768, -3276.8, -327.68,
].map((value) => ({ value, source: 'a sensor that does not answer (all bits are ones)' }));
/** An ADC of 8, 10, 12 or 16 bits at its end, sent without being made a share. */
const RAW_COUNTS: readonly KnownFault[] = [255, 1023, 4095].map((value) => ({
  value,
  source: 'an open input (the highest raw count of an ADC)',
}));
/** DHTlib's DHTLIB_INVALID_VALUE, and what drivers of HTU21D and SHT2x return (998: time-out, 999: checksum). */
const LIBRARIES: readonly KnownFault[] = [-999, -9999, 998, 999, 9999].map((value) => ({
  value,
  source: 'a library that could not read its sensor',
}));
/**
 * DallasTemperature's DEVICE_DISCONNECTED_C is -127; 85 is the register of a DS18B20 after power-on, before a measurement
 * (data sheet, table 1). Air and soil of a plant are never at 85 °C, but soil that is steamed may rise to it.
 * SHT2x and HTU21D show -46.85 °C and -6 % for registers of zeros (data sheets: T = -46.85 + 175.72 · raw / 65536).
 * SHT3x and SHT4x show 130 °C and -45 °C for registers of ones and zeros (data sheets: T = -45 + 175 · raw / 65535).
 */
const TEMPERATURES: readonly KnownFault[] = [
  { value: 85, source: 'a DS18B20 that has not measured yet', near: 5 },
  { value: -127, source: 'a DS18B20 that is not connected' },
  { value: 130, source: 'an SHT3x or SHT4x that does not answer' },
  { value: -45, source: 'an SHT3x or SHT4x that does not answer', near: 5 },
  { value: -46.85, source: 'an SHT2x or HTU21D that does not answer', near: 5 },
];
/** Light that a BH1750 shows for a register of ones (data sheet: raw / 1.2), which is also its end in full sun. */
const BH1750: readonly KnownFault[] = [54_612, 54_612.5].map((value) => ({
  value,
  source: 'a BH1750 that does not answer',
  near: 30_000,
}));

/** Values that the metric's own range excludes are here so that the reason names the sensor. */
const OF_METRIC: Readonly<Partial<Record<Metric, readonly KnownFault[]>>> = {
  soil_moisture: [...ALL_ONES, ...RAW_COUNTS, ...LIBRARIES],
  temperature: [...TEMPERATURES, ...ALL_ONES, ...LIBRARIES],
  humidity: [
    { value: -6, source: 'an SHT2x or HTU21D that does not answer' },
    ...ALL_ONES,
    ...RAW_COUNTS,
    ...LIBRARIES,
  ],
  // 655.35, 998 or 32,767 lx are light like any other.
  light_level: [
    { value: 65_535, source: 'a sensor that does not answer (all bits are ones)', near: 30_000 },
    ...BH1750,
  ],
  soil_temperature: [...TEMPERATURES, ...ALL_ONES, ...LIBRARIES],
  // An MH-Z19 answers 0 while it warms up or is not connected; no air is without carbon dioxide.
  co2: [{ value: 0, source: 'an MH-Z19 that is not ready' }, ...ALL_ONES],
};

/** The known faults of each metric. */
export const FAULT_VALUES: Readonly<Record<Metric, readonly KnownFault[]>> = perMetric(
  (metric) => OF_METRIC[metric] ?? ALL_ONES,
);

const BY_VALUE: Readonly<Record<Metric, ReadonlyMap<number, KnownFault>>> = perMetric(
  (metric) => new Map(FAULT_VALUES[metric].map((fault) => [fault.value, fault])),
);

/** Metrics of which a known fault is believed after a value close to it. */
export const REMEMBERED_METRICS: readonly Metric[] = METRIC_NAMES.filter((metric) =>
  FAULT_VALUES[metric].some(({ near }) => near !== undefined),
);

/**
 * The fault that a value stands for; undefined if it is a value.
 * @param before the last value of this metric that was taken; undefined if there was none
 */
export function faultOf(metric: Metric, value: number, before: number | undefined): KnownFault | undefined {
  const fault = BY_VALUE[metric].get(value);
  if (!fault) return undefined;
  const isReached = fault.near !== undefined && before !== undefined && Math.abs(value - before) <= fault.near;
  return isReached ? undefined : fault;
}
