import type { Reckoning } from '../e2e/harness/kept-readings.ts';

/** Readable in a table: 1,203 or 4.2. */
const written = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 1 });

/** What was seen in a case, figure by figure, and which of the figures are not as required. */
export class Judgement {
  readonly #seen: string[] = [];
  readonly #short: string[] = [];

  /** Something to know that nothing is required of. */
  note(words: string): void {
    this.#seen.push(words);
  }

  noteFigure(what: string, value: number, unit = ''): void {
    this.note(`${what} ${written(value)}${unit && ` ${unit}`}`);
  }

  /** A figure that must not be greater than this. */
  atMost(what: string, value: number, limit: number, unit = ''): void {
    this.noteFigure(what, value, unit);
    // Also what is no number falls short.
    if (!(value <= limit)) this.#short.push(`${what} should be at most ${written(limit)}${unit && ` ${unit}`}`);
  }

  atLeast(what: string, value: number, limit: number, unit = ''): void {
    this.noteFigure(what, value, unit);
    if (!(value >= limit)) this.#short.push(`${what} should be at least ${written(limit)}${unit && ` ${unit}`}`);
  }

  /** Something that must be so. */
  holds(what: string, isSo: boolean): void {
    this.note(`${what}: ${isSo ? 'yes' : 'no'}`);
    if (!isSo) this.#short.push(`not so: ${what}`);
  }

  /** Acknowledged = stored + set aside, each once. */
  kept({ acknowledged, stored, setAside, missing, doubled }: Reckoning): void {
    const sum = `${written(acknowledged)} acknowledged = ${written(stored)} stored + ${written(setAside)} set aside`;
    this.note(missing.length === 0 && doubled === 0 ? sum : sum.replace('=', '≠'));
    this.atMost('missing', missing.length, 0);
    this.atMost('doubled', doubled, 0);
    if (acknowledged === 0) this.#short.push('nothing was acknowledged, so nothing was seen');
  }

  get seen(): string {
    return this.#seen.join('; ');
  }

  /** Empty if everything is as required. */
  get short(): readonly string[] {
    return this.#short;
  }
}
