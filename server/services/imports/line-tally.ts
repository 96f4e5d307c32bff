import type { ImportReport, LineFault } from '@plantops/shared/api/imports.ts';
import { LINE_FAULTS } from '@plantops/shared/api/imports.ts';
import type { Metric } from '@plantops/shared/metrics.ts';

/** So many of each are told. */
const MOST = { faultyLines: 100, preview: 10, series: 200, samples: 3 };
const SHOWN_CHARACTERS = 60;

interface Series {
  lines: number;
  samples: string[];
}

/** What the values of a line are, in our units. */
export interface ImportedReading {
  time: Date;
  values: Partial<Record<Metric, number>>;
}

/** Adds a sample unless there are enough, or it is there. */
function addSample(samples: string[], text: string): void {
  const shown = text.trim().slice(0, SHOWN_CHARACTERS);
  if (shown !== '' && samples.length < MOST.samples && !samples.includes(shown)) samples.push(shown);
}

/** The first values of a column. */
export function samplesIn(texts: readonly string[]): string[] {
  const samples: string[] = [];
  for (const text of texts) addSample(samples, text);
  return samples;
}

/** Counts what was found in a file. What it keeps is bounded, however long the file is. */
export class LineTally {
  lines = 0;
  withoutValue = 0;
  ofOthers = 0;
  isNew = 0;
  isKnown = 0;
  readonly #faults = new Map<LineFault, number>();
  readonly #faultyLines: ImportReport['faulty_lines'] = [];
  readonly #preview: ImportReport['preview'] = [];
  readonly #series = new Map<string, Series>();
  #fromMs = Infinity;
  #toMs = -Infinity;

  fault(line: number, code: LineFault, column: string, text: string): void {
    this.#faults.set(code, (this.#faults.get(code) ?? 0) + 1);
    if (this.#faultyLines.length < MOST.faultyLines)
      this.#faultyLines.push({ line, code, column, text: text.slice(0, SHOWN_CHARACTERS) });
  }

  /** A line of a series. @param text its value */
  ofSeries(name: string, text: string): void {
    const known = this.#series.get(name);
    if (!known && this.#series.size >= MOST.series) return;
    const series = known ?? { lines: 0, samples: [] };
    if (!known) this.#series.set(name, series);
    series.lines += 1;
    addSample(series.samples, text);
  }

  reading(line: number, { time, values }: ImportedReading): void {
    const at = time.getTime();
    this.#fromMs = Math.min(this.#fromMs, at);
    this.#toMs = Math.max(this.#toMs, at);
    if (this.#preview.length < MOST.preview)
      this.#preview.push({ line, time: time.toISOString(), values: { ...values } });
  }

  /** Of a batch: how many readings it has, and of how many the plant had not everything. */
  stored(all: number, isNew: number): void {
    this.isNew += isNew;
    this.isKnown += all - isNew;
  }

  get span(): { from: Date; to: Date } | undefined {
    return this.#fromMs <= this.#toMs ? { from: new Date(this.#fromMs), to: new Date(this.#toMs) } : undefined;
  }

  report() {
    const { span } = this;
    return {
      series: [...this.#series].map(([name, { lines, samples }]) => ({ name, lines, samples })),
      lines: this.lines,
      readings_new: this.isNew,
      readings_known: this.isKnown,
      lines_without_value: this.withoutValue,
      lines_of_others: this.ofOthers,
      faults: LINE_FAULTS.flatMap((code) => {
        const count = this.#faults.get(code);
        return count === undefined ? [] : [{ code, count }];
      }),
      faulty_lines: this.#faultyLines,
      from: span?.from.toISOString() ?? null,
      to: span?.to.toISOString() ?? null,
      preview: this.#preview,
    } satisfies Partial<ImportReport>;
  }
}
