/**
 * Waits until `check` returns a truthy value, and returns that value.
 * @throws after `timeoutMs`, with the last value
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { timeoutMs = 60_000, everyMs = 50, what = 'the expected state' } = {},
): Promise<Exclude<NonNullable<T>, false | '' | 0>> {
  const deadline = performance.now() + timeoutMs;
  let last: T;
  do {
    last = await check();
    if (last) return last as Exclude<NonNullable<T>, false | '' | 0>;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (performance.now() < deadline);
  throw new Error(`${what} did not come within ${timeoutMs} ms; last: ${JSON.stringify(last)}`);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
