/** Colours of compared plants. Each is 3 : 1 against the surface of its theme (WCAG 2.2, 1.4.11). */

const LIGHT = ['#2f6fb0', '#b5523b', '#1f7f6d', '#8a5fb8', '#9a6f12', '#b0337a', '#55721c', '#59636e'];
const DARK = ['#79b8f0', '#f0957d', '#5fd0bb', '#c6a6f2', '#e6bd58', '#f58cc0', '#b0d068', '#b9c4cf'];
/** Those who cannot tell the colours apart can tell the first four lines from the others. */
const DASHES = [0, 0, 0, 0, 6, 6, 6, 6];

export interface LineStyle {
  colour: string;
  /** Length of the dashes in pixels; 0 for a whole line. */
  dash: number;
}

/** @param nth which of the plants, from 0 */
export const lineStyle = (nth: number, isDark: boolean): LineStyle => {
  const colours = isDark ? DARK : LIGHT;
  return { colour: colours[nth % colours.length] ?? '', dash: DASHES[nth % DASHES.length] ?? 0 };
};
