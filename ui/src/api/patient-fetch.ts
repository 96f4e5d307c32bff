import { clock } from '../clock';

/** How often a request is sent at most. */
const TRIES = 3;
/** Whoever looks on does not wait for longer (s). */
const LONGEST_WAIT_S = 5;

/** Resolves after a time, or rejects once the signal aborts. */
function pauseWhile(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
  });
}

/**
 * `fetch`, which reads again by itself what the server was too busy for, when the server says that it will soon have time:
 * a page with many charts asks for more at once than are drawn at once.
 */
export const patientFetch: typeof fetch = async (input, init) => {
  if (!(input instanceof Request) || input.method !== 'GET') return fetch(input, init);
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(input);
    const waitS = Number(response.headers.get('retry-after') ?? Infinity);
    if (response.status !== 503 || waitS > LONGEST_WAIT_S || tries === TRIES) return response;
    await pauseWhile(input.signal, waitS * 1000);
  }
};
