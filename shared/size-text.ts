const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size in the largest unit of which there is one, in powers of 1000. */
export interface SizeInUnit {
  value: number;
  /** How `Intl.NumberFormat` writes it. */
  format: Intl.NumberFormatOptions;
}

/** How a size on disk or in transit is written: to about two digits. */
export function sizeInUnit(bytes: number): SizeInUnit {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** step;
  const digits = value < 10 ? 1 : 0;
  return {
    value,
    format: { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: digits },
  };
}

/** The same as text: `78 GB`, `1,5 Mo`. */
export function sizeText(bytes: number, language: string): string {
  const { value, format } = sizeInUnit(bytes);
  return new Intl.NumberFormat(language, format).format(value);
}
