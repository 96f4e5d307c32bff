/** Findings about the clocks of devices. */
import type { FindingKind } from './finding-kind.ts';

/** Ends by itself: a board that sends no time any more never says that its clock is right. */
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
  },
  /**
   * A time that says nothing: a clock that nobody has set, or what is no time. Ends a day after it was last so.
   * Evidence: `sent`.
   */
  time_unusable: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: ENDS_AFTER_S,
  },
} as const satisfies Record<string, FindingKind>;
