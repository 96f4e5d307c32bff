/**
 * Width of a history bucket in seconds, so that a span has at most `points` of them. Whole seconds: every second is
 * the finest a chart shows.
 */
export const bucketSeconds = (spanS: number, points: number): number => Math.max(1, Math.ceil(spanS / points));
