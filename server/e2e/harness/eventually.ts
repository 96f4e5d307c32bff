/** Only what hangs takes longer, also on a machine that is shared with many others. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 25;
/** Most checks ask the server, which then does that instead of what is waited for. */
const LONGEST_PAUSE_MS = 150;

/**
 * Waits until `check` returns a truthy value, and returns that value. It asks less often the longer it takes, unless
 * `everyMs` says how often.
 * @throws after `timeoutMs`, with the last value
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  {
    timeoutMs = PATIENCE_MS,
    everyMs,
    what = 'the expected state',
  }: { timeoutMs?: number; everyMs?: number; what?: string } = {},
): Promise<Exclude<NonNullable<T>, false | '' | 0>> {
  const deadline = performance.now() + timeoutMs;
  let last: T;
  let pauseMs = everyMs ?? FIRST_PAUSE_MS;
  do {
    last = await check();
    if (last) return last as Exclude<NonNullable<T>, false | '' | 0>;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = everyMs ?? Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS);
  } while (performance.now() < deadline);
  throw new Error(`${what} did not come within ${timeoutMs} ms; last: ${JSON.stringify(last)}`);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
