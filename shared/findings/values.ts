/** Findings about values that a device sends. */
import type { FindingKind } from './finding-kind.ts';

const DAY_S = 86_400;

export const VALUE_FINDINGS = {
  /**
   * A value that cannot be was left out. Ends a day after it was last so.
   * Evidence: `sent`, the value as it was sent; `why`, a word of `UNUSABLE`.
   */
  value_set_aside: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
  /**
   * A value by which a sensor says that it has none was left out. Ends a day after it was last so.
   * Evidence: `sent`; `source`, what is known to send it.
   */
  fault_value: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
  /**
   * A percentage just beyond its scale was taken as its end. Ends a day after it was last so.
   * Evidence: `sent`; `stored`.
   */
  value_clamped: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
  /** A number in quotes was taken. Ends a day after it was last so. Evidence: `sent`; `stored`. */
  value_as_text: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
  /** A value came under another name than ours. Ends a day after it was last so. Evidence: `sent`, that name. */
  other_name: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
  /**
   * A vital sign that cannot be was left out; the message counted. Ends a day after it was last so.
   * Evidence: `field`; `sent`; `why`.
   */
  vitals_set_aside: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
  },
} as const satisfies Record<string, FindingKind>;
