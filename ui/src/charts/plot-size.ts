/** Sizes that the charts share, in pixels. All have the same, so that one crosshair fits them all and nothing moves while they load. */
export const PLOT_HEIGHT = 150;

/** Left of the plots: ticks of the values and handles of the limits. */
export const GUTTER_WIDTH = 64;

/** Right of the plots: half of a time's label. */
export const RIGHT_WIDTH = 14;
