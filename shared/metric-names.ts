/**
 * The names by which boards, firmware and gateways call our metrics, and the units that they send them in. Validation reads
 * a board's own messages by it, and the dialects those of gateways.
 */
import { METRIC_NAMES, type Metric } from './metrics.ts';

/** A value in the unit of the metric. */
type ToUnit = (value: number) => number;

const fromFahrenheit: ToUnit = (value) => ((value - 32) * 5) / 9;

/** What a name stands for. */
export interface NamedMetric {
  metric: Metric;
  /** Set where values under this name are in another unit. */
  toUnit?: ToUnit;
}

/**
 * Other names of each metric, in small letters without what divides words. They are those of ESPHome, Tasmota,
 * zigbee2mqtt, Theengs and OpenMQTTGateway, miflora-mqtt-daemon, and what sketches on the web use.
 */
const ALIASES: Readonly<Partial<Record<Metric, readonly string[]>>> = {
  soil_moisture: ['moisture', 'moi', 'moist', 'soil', 'soilhumidity', 'soilhum', 'soilmoist', 'moisturelevel'],
  temperature: ['temp', 'tempc', 'temperaturec', 'tempcelsius', 'temperaturecelsius', 'airtemp', 'airtemperature'],
  humidity: ['hum', 'airhumidity', 'airhum', 'relativehumidity', 'rh'],
  light_level: ['light', 'lux', 'illuminance', 'illuminancelux', 'lightlux', 'lightintensity', 'luminosity'],
  soil_ec: ['ec', 'fer', 'fertility', 'conductivity', 'soilconductivity', 'soilfertility', 'electricalconductivity'],
  soil_temperature: ['soiltemp', 'soiltempc', 'soiltemperaturec', 'tempsoil', 'temperaturesoil'],
  co2: ['carbondioxide', 'co2level', 'co2concentration'],
  ph: ['soilph', 'phvalue', 'phlevel'],
};

const FAHRENHEIT: Readonly<Partial<Record<Metric, readonly string[]>>> = {
  temperature: ['tempf', 'temperaturef', 'tempfahrenheit', 'temperaturefahrenheit'],
  soil_temperature: ['soiltempf', 'soiltemperaturef'],
};

/** A unit at the end of a name says nothing new. */
const UNIT_AT_END = /(?:pct|percent|percentage|ppm|uscm|degc)$/;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const BY_NAME: ReadonlyMap<string, NamedMetric> = new Map(
  METRIC_NAMES.flatMap((metric): [string, NamedMetric][] => [
    [plain(metric), { metric }],
    ...(ALIASES[metric] ?? []).map((name): [string, NamedMetric] => [name, { metric }]),
    ...(FAHRENHEIT[metric] ?? []).map((name): [string, NamedMetric] => [name, { metric, toUnit: fromFahrenheit }]),
  ]),
);

/** @returns the metric that a field of this name holds; undefined for any other field, such as `device_temperature` */
export function metricNamed(name: string): NamedMetric | undefined {
  const known = plain(name);
  return BY_NAME.get(known) ?? BY_NAME.get(known.replace(UNIT_AT_END, ''));
}

/** What a message says of one metric. */
export interface SaidMetric {
  /** The name that the sender uses. */
  name: string;
  /** In the unit of the metric if it is a number; otherwise as it was sent. */
  value: unknown;
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/**
 * What the fields of a message say of our metrics. Of several names for one metric our own wins, then one in the metric's
 * own unit, then the first; a field without a value does not win over one with a value.
 */
export function metricsIn(fields: Readonly<Record<string, unknown>>): Partial<Record<Metric, SaidMetric>> {
  const said: Partial<Record<Metric, SaidMetric & { rank: number }>> = {};
  for (const [name, sent] of Object.entries(fields)) {
    const named = metricNamed(name);
    if (!named) continue;
    const { metric, toUnit } = named;
    const rank = isNothing(sent) ? 3 : name === metric ? 0 : toUnit ? 2 : 1;
    if ((said[metric]?.rank ?? 4) <= rank) continue;
    said[metric] = { name, rank, value: toUnit ? converted(sent, toUnit) : sent };
  }
  return Object.fromEntries(Object.entries(said).map(([metric, { name, value }]) => [metric, { name, value }]));
}

/** In the unit of the metric. A text says its number with the unit that the name has, unless it says one itself. */
function converted(sent: unknown, toUnit: ToUnit): unknown {
  if (typeof sent === 'string') return /\d\s*$/.test(sent) ? `${sent.trim()} °F` : sent;
  return typeof sent === 'number' ? rounded(toUnit(sent)) : sent;
}

/** A converted value has no more digits than a sensor could mean. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** °F in °C, to two digits. */
export const celsius = (fahrenheit: number): number => rounded(fromFahrenheit(fahrenheit));

/** The vital signs that a heartbeat knows. */
export type Vital = 'battery_pct' | 'rssi_dbm' | 'link_quality' | 'firmware_version';

const VITALS: ReadonlyMap<string, Vital> = new Map([
  ...['battery', 'batt', 'batterylevel', 'bat'].map((name) => [name, 'battery_pct'] as const),
  ...['rssi', 'rssidbm', 'wifisignal', 'wifirssi', 'signal'].map((name) => [name, 'rssi_dbm'] as const),
  ...['linkquality', 'lqi'].map((name) => [name, 'link_quality'] as const),
  ...['firmware', 'firmwareversion', 'fwversion'].map((name) => [name, 'firmware_version'] as const),
]);

/** @returns the vital sign that a field of this name holds; undefined for any other field */
export function vitalNamed(name: string): Vital | undefined {
  const known = plain(name);
  return VITALS.get(known) ?? VITALS.get(known.replace(UNIT_AT_END, ''));
}
