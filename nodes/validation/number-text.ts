/** Numbers as people and their programs write them: with a comma, with groups of thousands, with a unit behind. */
import { celsius } from '@plantops/shared/metric-names.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';

type ToUnit = (value: number) => number;
const as: ToUnit = (value) => value;
/** A thousandth of a figure is none that a sensor means. */
const thousand: ToUnit = (value) => Math.round(value * 1e6) / 1e3;
const kelvin: ToUnit = (value) => Math.round((value - 273.15) * 100) / 100;

/** What may stand behind a number of each unit, in small letters without spaces, and how it becomes that unit. */
const UNITS: Readonly<Record<string, Readonly<Record<string, ToUnit>>>> = {
  '%': { '%': as, percent: as, pct: as, '%rh': as, '%vol': as, 'vol%': as },
  '°C': {
    '°c': as,
    c: as,
    '°': as,
    degc: as,
    celsius: as,
    '°f': celsius,
    f: celsius,
    degf: celsius,
    fahrenheit: celsius,
    k: kelvin,
    kelvin,
  },
  lx: { lx: as, lux: as, klx: thousand, klux: thousand },
  'µS/cm': { 'μs/cm': as, 'us/cm': as, 'ms/cm': thousand, 'ds/m': thousand },
  ppm: { ppm: as },
  '': { ph: as },
};

const NUMBER_AND_UNIT = /^([+-]?)((?:\d[\d.,'’ ]*|[.,]\d+)(?:e[+-]?\d{1,3})?)([^\d.,]*)$/i;
const PLAIN = /^(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?$/i;
/** Groups of three, each time with the same sign between, and what is behind the point. */
const GROUPED = /^\d{1,3}([.,'’ ])\d{3}(?:\1\d{3})*(?:([.,])\d+)?$/;
/** A comma or a point that may stand before a fraction, or between thousands. */
const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/;

/** No number with its unit is longer; what is would keep the expressions above busy. */
const LONGEST = 64;

export type NumberInText = { value: number } | { why: 'text' | 'unit' | 'ambiguous' };

/** The number that a text says in the unit of the metric, or why it says none. */
export function numberInText(metric: Metric, text: string): NumberInText {
  if (text.length > LONGEST) return { why: 'text' };
  // One spelling of what looks alike: ℃, µ, spaces that do not break, the minus sign of typesetters.
  const [, sign, digits, behind] = NUMBER_AND_UNIT.exec(text.normalize('NFKC').replace('\u2212', '-').trim()) ?? [];
  if (digits === undefined || behind === undefined) return { why: 'text' };
  const { unit, min, max } = METRICS[metric];
  const named = behind.toLowerCase().replaceAll(/\s/g, '');
  const toUnit = named === '' ? as : UNITS[unit]?.[named];
  const meant = numbersOf(digits.trim()).map((number) => (sign === '-' ? -number : number));
  if (meant.length === 0) return { why: 'text' };
  if (!toUnit) return { why: 'unit' };
  const values = meant.map(toUnit);
  const [first, ...others] = values;
  const possible = values.filter((value) => value >= min && value <= max);
  if (first === undefined) return { why: 'text' };
  if (others.length === 0 || possible.length === 0) return { value: first };
  if (possible.length === 1) return { value: possible[0] ?? first };
  // A bare point is what a board writes before a fraction; people, and what writes for them, group thousands.
  return named === '' && digits.includes('.') ? { value: first } : { why: 'ambiguous' };
}

/** What the digits may mean, the fraction first. */
function numbersOf(digits: string): number[] {
  const numbers: number[] = [];
  if (PLAIN.test(digits)) numbers.push(Number(digits.replace(',', '.')));
  const [, between, point] = GROUPED.exec(digits) ?? [];
  const isGrouped = between !== undefined && between !== point && (!PLAIN.test(digits) || EITHER.test(digits));
  if (isGrouped) numbers.push(Number(digits.replaceAll(between, '').replace(',', '.')));
  return numbers;
}
