import type { Findings } from '../ports.ts';

/** Where nobody is shown what was noticed about devices. */
export const NO_FINDINGS: Findings = {
  note: () => undefined,
  clear: () => undefined,
  has: () => false,
};
