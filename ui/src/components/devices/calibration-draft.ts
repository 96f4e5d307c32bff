/** Raw values as the owner types them. Pure. */
export interface TypedPoints {
  dry: string;
  saturated: string;
}

/** The number that was typed, with a comma or a point; undefined if it is none. */
export function rawNumber(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Whether there is nothing to object to in a field: it is empty, or a number. */
export const isRawValue = (typed: string): boolean => typed.trim() === '' || rawNumber(typed) !== undefined;

/** The path of an SVG line on a field of the given size. @param values shown from `least` (bottom) to `greatest` (top) */
export function previewPath(
  values: readonly number[],
  { width, height, least, greatest }: { width: number; height: number; least: number; greatest: number },
): string {
  const span = greatest - least || 1;
  return values
    .map((value, index) => {
      const x = values.length > 1 ? (index / (values.length - 1)) * width : width / 2;
      const y = height - ((value - least) / span) * height;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
