/** Reads numbers as other programs write them. Pure. */
import { unitCalled } from '@plantops/shared/imported-units.ts';

/** What programs write where a sensor gave nothing. */
const NOTHING = new Set(['', '-', '--', '—', 'null', 'none', 'nan', 'n/a', 'na', 'nil', 'unknown', 'unavailable']);

export const isNothing = (text: string): boolean => NOTHING.has(text.trim().toLowerCase());

const NUMBER = /^([-+−]?)((?:\d[\d.,\s'’\u00a0\u202f]*)?\d|[.,]\d+)(e[-+]?\d+)?\s*(\D*)$/i;
const SPACES = /[\s'’\u00a0\u202f]/g;

interface Found {
  value: number;
  /** As it is called in the list of units; undefined where none is written. */
  unit: string | undefined;
}

/**
 * A number, with or without its unit behind it. Thousands may be grouped.
 * @returns undefined for anything else
 */
export function readNumber(text: string, decimal: '.' | ','): Found | undefined {
  const [, sign = '', digits = '', exponent = '', rest = ''] = NUMBER.exec(text.trim()) ?? [];
  if (digits === '') return undefined;
  const unit = unitCalled(rest);
  if (rest.trim() !== '' && unit === undefined) return undefined;
  const [whole = '', fraction, ...more] = digits.replace(SPACES, '').split(decimal);
  const group = decimal === '.' ? ',' : '.';
  const isGrouped = new RegExp(`^\\d{1,3}(?:\\${group}\\d{3})+$`).test(whole);
  if (more.length > 0 || (whole.includes(group) && !isGrouped) || fraction?.includes(group)) return undefined;
  const value = Number(`${whole.replaceAll(group, '') || '0'}.${fraction || '0'}${exponent}`);
  return Number.isFinite(value) ? { value: sign === '-' || sign === '−' ? -value : value, unit } : undefined;
}

/** The decimal mark of numbers: a comma only where there are commas and no points. */
export function decimalOf(samples: readonly string[]): '.' | ',' {
  const has = (mark: string): boolean =>
    samples.some((text) => new RegExp(`^\\s*[-+−]?\\d+\\${mark}\\d+\\D*$`).test(text));
  return has(',') && !has('.') ? ',' : '.';
}
