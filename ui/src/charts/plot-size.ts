/**
 * The size of a plot, in pixels. All charts of a plant use the same, so that one crosshair fits all of them and nothing
 * moves while they load.
 */
export interface PlotSize {
  height: number;
  /** The width left of the plot, for tick labels and limit badges. */
  gutter: number;
  /** The width right of the plot, for the half of a time label that extends past it. */
  right: number;
}

/** The plot size for a screen. Very large screens also use larger type. @param screenWidth in CSS pixels */
export function plotSizeFor(screenWidth: number): PlotSize {
  if (screenWidth >= 2800) return { height: 240, gutter: 88, right: 20 };
  if (screenWidth >= 1900) return { height: 180, gutter: 68, right: 16 };
  return { height: 150, gutter: 64, right: 14 };
}
