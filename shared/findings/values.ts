/**
 * Findings about values that a device sends. Each ends a day after it was last so, once a message came without it: of a device
 * that is silent meanwhile, nothing has changed.
 */
import type { FindingKind } from './finding-kind.ts';

const DAY_S = 86_400;

export const VALUE_FINDINGS = {
  /**
   * A value that cannot be was left out.
   * Evidence: `sent`, the value as it was sent; `why`, a word of `UNUSABLE`.
   */
  value_set_aside: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /**
   * A value by which a sensor says that it has none was left out.
   * Evidence: `sent`; `source`, what is known to send it.
   */
  fault_value: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /**
   * A percentage just beyond its scale was taken as its end.
   * Evidence: `sent`; `stored`.
   */
  value_clamped: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /** A number in quotes was taken. Evidence: `sent`; `stored`. */
  value_as_text: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /** A percentage looks like a share of one, and was stored as it is. Evidence: `sent`; `stored`. */
  share_of_one: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /**
   * Two readings of one time say different values, and the first was kept.
   * Evidence: `time`, ISO 8601; `stored`; `sent`.
   */
  same_time: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /** A value came under another name than ours. Evidence: `sent`, that name. */
  other_name: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /** The time of a measurement came under another name than ours. Evidence: `sent`, that name. */
  time_by_other_name: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'reading',
  },
  /**
   * A vital sign that cannot be was left out; the message counted.
   * Evidence: `field`; `sent`; `why`.
   */
  vitals_set_aside: {
    severity: 'info',
    notedIn: 'engine',
    tells: false,
    endsAfterS: DAY_S,
    endsBy: 'message',
  },
} as const satisfies Record<string, FindingKind>;
