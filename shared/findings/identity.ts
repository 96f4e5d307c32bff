/** Findings about who a board is. */
import type { FindingKind } from './finding-kind.ts';

export const IDENTITY_FINDINGS = {
  /** A registration gave new credentials away while the board was alive. Evidence: `heard_s`, seconds before it. */
  credentials_taken: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: 86_400,
  },
  /**
   * Two boards claim to be this one. Ends an hour after it was last so.
   * Evidence: `how`, by which it shows (`registrations` or `connections`); `times`, how often.
   */
  two_boards: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: 3600,
  },
  /**
   * Two boards took the account from each other for minutes, so that the broker lets neither in. Ends when the owner lets it
   * in again, or when it gets new credentials. Evidence: `minutes`, for how long they did.
   */
  account_paused: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: null,
  },
} as const satisfies Record<string, FindingKind>;
