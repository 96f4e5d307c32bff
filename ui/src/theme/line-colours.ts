/** Colours of compared plants, and of the probes of a plant. Each has a contrast of at least 3 : 1 to its theme's surface (WCAG 2.2, 1.4.11). */

const LIGHT = ['#2f6fb0', '#b5523b', '#1f7f6d', '#8a5fb8', '#9a6f12', '#b0337a', '#55721c', '#59636e'];
const DARK = ['#79b8f0', '#f0957d', '#5fd0bb', '#c6a6f2', '#e6bd58', '#f58cc0', '#b0d068', '#b9c4cf'];
/** The last four lines are dashed, so that not everything depends on colour. */
const DASHES = [0, 0, 0, 0, 6, 6, 6, 6];

export interface LineStyle {
  colour: string;
  /** Length of the dashes in pixels; 0 for a solid line. */
  dash: number;
}

/** @param nth the plant's position, from 0 */
export const lineStyle = (nth: number, isDark: boolean): LineStyle => {
  const colours = isDark ? DARK : LIGHT;
  return { colour: colours[nth % colours.length] ?? '', dash: DASHES[nth % DASHES.length] ?? 0 };
};

/** Of a plant's probes, by place in the lists above: without the blue of soil moisture, and the red of limits. */
const PROBE_COLOURS = [3, 4, 2, 5, 6, 7];
/** Dashes of a plant's probes, in pixels. The first is solid: it is told from the plant's own line by its width. */
const PROBE_DASHES = ['', '6 3', '2 3', '9 3 2 3'];

/** A thin line beside that of a plant. */
export interface ProbeStyle {
  colour: string;
  /** SVG's `stroke-dasharray`; empty for a solid line. */
  dashes: string;
}

/** @param nth the probe's position among those of its plant, from 0 */
export const probeStyle = (nth: number, isDark: boolean): ProbeStyle => ({
  colour: lineStyle(PROBE_COLOURS[nth % PROBE_COLOURS.length] ?? 0, isDark).colour,
  dashes: PROBE_DASHES[nth % PROBE_DASHES.length] ?? '',
});

/** The line of a week or a year before, behind all others. */
export const beforeStyle = (isDark: boolean): ProbeStyle => ({ colour: isDark ? '#a9b3a9' : '#6d776d', dashes: '1 4' });
