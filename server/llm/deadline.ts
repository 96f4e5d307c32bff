import { systemClock } from '@plantops/shared/clock.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';

/** The time by which a request, including all its retries, must have ended. */
export class Deadline {
  readonly spanMs: number;
  readonly signal: AbortSignal;
  readonly #endsAt: number;

  constructor(spanMs: number) {
    this.spanMs = spanMs;
    this.#endsAt = performance.now() + spanMs;
    this.signal = AbortSignal.timeout(spanMs);
  }

  get hasPassed(): boolean {
    return this.signal.aborted;
  }

  get #remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** The work's result, or a rejection at the deadline: a library that sleeps between retries may not notice it. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const passed = (): void => reject(new Error('the time has passed'));
    this.signal.addEventListener('abort', passed, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.signal.removeEventListener('abort', passed);
      // A late failure concerns nobody.
      work.catch(() => undefined);
    }
  }

  /**
   * Like `fetch`, but prevents a retry that the server allows only after the deadline: libraries would sleep for days.
   */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const waitS = retryAfterS(response.headers, systemClock.now());
    if (waitS === undefined || waitS * 1000 < this.#remainingMs) return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  };
}
