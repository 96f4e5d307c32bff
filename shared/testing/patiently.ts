import { vi } from 'vitest';

/** Less than a test may take, so that what did not come is named. */
const PATIENCE_MS = 120_000;

/**
 * Waits until this no longer throws. By itself Vitest gives up after a second, in which a machine that is shared with
 * many others may not have done anything.
 * @returns what it returned
 */
export const patiently = <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(check, { timeout: PATIENCE_MS });
