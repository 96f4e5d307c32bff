/** Two waterings of one plant within this time are hardly meant (ms). */
export const WATERED_LATELY_MS = 10 * 60_000;
