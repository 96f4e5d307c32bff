/** Findings about the clocks of devices. */
import type { FindingKind } from './finding-kind.ts';

/** A board that sends no time any more never says that its clock is right: after so long without a wrong one, it ends. */
const ENDS_AFTER_S = 86_400;

export const CLOCK_FINDINGS = {
  /**
   * The clock of a board that sends live is off; its times are corrected. Ends when a right time comes.
   * Evidence: `sent`, the time as it was sent; `offset_s`, by how much it is behind (s), negative if ahead.
   */
  clock_off: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: ENDS_AFTER_S,
    endsBy: 'reading',
  },
  /**
   * A time that says nothing: a clock that nobody has set, or what is no time. Ends when a right time comes.
   * Evidence: `sent`.
   */
  time_unusable: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: ENDS_AFTER_S,
    endsBy: 'reading',
  },
} as const satisfies Record<string, FindingKind>;

/** What is over when a right time comes. */
export const CLOCK_CODES = Object.keys(CLOCK_FINDINGS) as (keyof typeof CLOCK_FINDINGS)[];
