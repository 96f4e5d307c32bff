/** How often a device reports. */
import { z } from 'zod';

/** Where the interval of a device comes from: set by the owner, given by the device, learned, or the default. */
export const INTERVAL_SOURCES = ['set', 'given', 'learned', 'default'] as const;
export type IntervalSource = (typeof INTERVAL_SOURCES)[number];

/** The longest interval that a device may have: a week (s). */
export const LONGEST_INTERVAL_S = 604_800;

/** The time between two reports of a device, in seconds: 1 second to a week. */
export const reportIntervalSchema = z
  .number()
  .min(1)
  .max(LONGEST_INTERVAL_S)
  .meta({ description: 'Seconds between two reports of the device, 1 to 604800 (a week)', examples: [1800] });

/** What is known of a device's interval (s). */
export interface KnownIntervals {
  setS?: number | null | undefined;
  givenS?: number | null | undefined;
  learnedS?: number | null | undefined;
}

/**
 * The interval that counts: what the owner set, else what the device said, else what was learned. null if nothing is
 * known; then the heartbeat interval counts.
 */
export function ownInterval({ setS, givenS, learnedS }: KnownIntervals): {
  intervalS: number | null;
  source: IntervalSource;
} {
  if (setS != null) return { intervalS: setS, source: 'set' };
  if (givenS != null) return { intervalS: givenS, source: 'given' };
  if (learnedS != null) return { intervalS: learnedS, source: 'learned' };
  return { intervalS: null, source: 'default' };
}
