/** How long something took, counted so that a monitor can tell quantiles over any span of time. */

/** Upper ends of the spans that are told apart (s). A reading is stored within the first ones where all is well. */
export const LATENCY_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600] as const;

/** A histogram as Prometheus has it. `buckets[n]`: how many took at most `LATENCY_BUCKETS_S[n]`. */
export interface LatencyCounts {
  count: number;
  sumS: number;
  buckets: number[];
}

/** A histogram in which nothing was counted. */
export const noLatency = (): LatencyCounts => ({ count: 0, sumS: 0, buckets: LATENCY_BUCKETS_S.map(() => 0) });

/** Counts how long something took, each time. Nothing is allocated for it. */
export class Latency {
  /** How many were in each span alone. */
  readonly #spans = LATENCY_BUCKETS_S.map(() => 0);
  #count = 0;
  #sumMs = 0;

  /** @param ms a clock that was set back in between makes it negative; it then counts as nothing */
  lasted(ms: number): void {
    const tookMs = Math.max(ms, 0);
    this.#count += 1;
    this.#sumMs += tookMs;
    const span = LATENCY_BUCKETS_S.findIndex((end) => tookMs <= end * 1000);
    if (span >= 0) this.#spans[span] = (this.#spans[span] as number) + 1;
  }

  counts(): LatencyCounts {
    let upTo = 0;
    return { count: this.#count, sumS: this.#sumMs / 1000, buckets: this.#spans.map((inSpan) => (upTo += inSpan)) };
  }
}
