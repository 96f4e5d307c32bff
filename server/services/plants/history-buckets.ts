/**
 * Width of a history bucket in seconds, so that a period has at most `points` buckets. Whole seconds, because a chart
 * shows nothing finer.
 */
export const bucketSeconds = (spanS: number, points: number): number => Math.max(1, Math.ceil(spanS / points));
