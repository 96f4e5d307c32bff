/** Units in which other programs write values, and what they are in ours. */
import { METRIC_NAMES, METRICS, type Metric } from './metrics.ts';

interface Unit {
  /** What the unit is called otherwise, in lower case. */
  aliases: readonly string[];
  toOurs: (value: number) => number;
}
const same = (value: number): number => value;

/** Units by the one that is stored, which comes first. */
const UNITS: Readonly<Record<string, Readonly<Record<string, Unit>>>> = {
  '%': {
    '%': { aliases: ['percent', '%rh', 'rh', 'vol%', 'vol-%', 'prozent'], toOurs: same },
    fraction: { aliases: ['0-1', '0..1', 'm³/m³', 'm3/m3'], toOurs: (value) => value * 100 },
  },
  '°C': {
    '°C': { aliases: ['c', 'ºc', '° c', 'degc', 'deg c', 'celsius', '℃'], toOurs: same },
    '°F': {
      aliases: ['f', 'ºf', '° f', 'degf', 'deg f', 'fahrenheit', '℉'],
      toOurs: (value) => ((value - 32) * 5) / 9,
    },
    K: { aliases: ['kelvin'], toOurs: (value) => value - 273.15 },
  },
  lx: {
    lx: { aliases: ['lux'], toOurs: same },
    klx: { aliases: ['klux', 'kilolux'], toOurs: (value) => value * 1000 },
    // A foot-candle is a lumen per square foot.
    fc: { aliases: ['ftc', 'ft-c', 'foot-candle', 'foot-candles'], toOurs: (value) => value * 10.763_910_4 },
  },
  'µS/cm': {
    'µS/cm': { aliases: ['us/cm', 'μs/cm', 'µs/cm'], toOurs: same },
    'mS/cm': { aliases: ['ms/cm', 'ds/m'], toOurs: (value) => value * 1000 },
  },
};

const unitsIn = (metric: Metric): Readonly<Record<string, Unit>> => {
  const { unit } = METRICS[metric];
  return UNITS[unit] ?? { [unit]: { aliases: [], toOurs: same } };
};

/** The units that values of a metric may have in a file, ours first. */
export const unitsOf = (metric: Metric): string[] => Object.keys(unitsIn(metric));

export const isUnitOf = (metric: Metric, unit: string): boolean => Object.hasOwn(unitsIn(metric), unit);

/** A value in our unit; four digits, since what is converted has no more to say. */
export function inOurUnit(metric: Metric, unit: string, value: number): number {
  const converted = unitsIn(metric)[unit]?.toOurs(value) ?? value;
  return converted === value ? value : Math.round(converted * 10_000) / 10_000;
}

const unitWords = new Map(
  [...Object.values(UNITS), ...METRIC_NAMES.map(unitsIn)].flatMap((units) =>
    Object.entries(units).flatMap(([name, { aliases }]) =>
      [name.toLowerCase(), ...aliases].map((word): [string, string] => [word, name]),
    ),
  ),
);

/** The unit that somebody means, such as `°F` by `fahrenheit`; undefined if that is none. */
export const unitCalled = (word: string): string | undefined =>
  word === '' ? undefined : unitWords.get(word.trim().toLowerCase().normalize('NFC'));
