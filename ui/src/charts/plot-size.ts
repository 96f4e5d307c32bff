/** Sizes that a plant's charts share, in pixels. All have the same, so that one crosshair fits them all and nothing moves while they load. */
export interface PlotSize {
  height: number;
  /** Left of the plots: ticks of the values and handles of the limits. */
  gutter: number;
  /** Right of the plots: half of a time's label. */
  right: number;
}

/** Larger screens have more room, and very large ones larger type. @param screenWidth in CSS pixels */
export function plotSizeFor(screenWidth: number): PlotSize {
  if (screenWidth >= 2800) return { height: 240, gutter: 88, right: 20 };
  if (screenWidth >= 1900) return { height: 180, gutter: 68, right: 16 };
  return { height: 150, gutter: 64, right: 14 };
}
