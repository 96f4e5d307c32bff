/** Counts messages and gives the rate since the last call. */
export class Meter {
  #total = 0;
  #totalBefore = 0;
  #at: number;

  constructor(nowMs: number) {
    this.#at = nowMs;
  }

  get total(): number {
    return this.#total;
  }

  count(): void {
    this.#total += 1;
  }

  /** Messages per second since the last call. */
  rate(nowMs: number): number {
    const seconds = (nowMs - this.#at) / 1000;
    const counted = this.#total - this.#totalBefore;
    this.#at = nowMs;
    this.#totalBefore = this.#total;
    return seconds > 0 ? counted / seconds : 0;
  }
}

/** A rate in the few characters that fit in a node's status: `0/s`, `0.4/s`, `12/s`, `2.6k/s`. */
export function rateText(perSecond: number): string {
  if (perSecond >= 1000) return `${(perSecond / 1000).toFixed(1)}k/s`;
  if (perSecond === 0 || perSecond >= 10) return `${Math.round(perSecond)}/s`;
  return `${perSecond.toFixed(1)}/s`;
}
