/** Upper ends of the spans of time that are told apart (ms): six each time that they grow tenfold, up to 100 s. */
const ENDS_MS = [0.01, 0.1, 1, 10, 100, 1000, 10_000, 100_000].flatMap((end) =>
  end === 0.01 ? [end] : [1.5, 2, 3, 5, 7, 10].map((part) => (part * end) / 10),
);
/** Upper ends of the buckets for monitors, which keep each as a series of its own (s). */
export const BUCKETS_S = [0.0001, 0.001, 0.01, 0.1, 1, 10, 100];
const BUCKET_PLACES = BUCKETS_S.map((seconds) => ENDS_MS.indexOf(seconds * 1000));

/** The span that so many milliseconds are in. */
function spanOf(ms: number): number {
  let [low, high] = [0, ENDS_MS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ms <= (ENDS_MS[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How often figures are noted, so that those of the last minute can be told (ms). */
export const NOTED_EVERY_MS = 5000;
const NOTES_KEPT = 12;
/** The rate is that of so many notes. */
const RATE_NOTES = 2;

interface Note {
  atMs: number;
  messages: number;
  errors: number;
  spans: Uint32Array;
}

/** What is told of a node. */
export interface FiguresRead {
  messages: number;
  errors: number;
  /** Messages per second, over about the last ten seconds. */
  ratePerS: number;
  errorsLastMinute: number;
  /** Over the last minute, estimated from a histogram; undefined if there was no message. */
  p50Ms: number | undefined;
  p95Ms: number | undefined;
  /** How many messages took at most each of `BUCKETS_S`, and how many seconds all of them took. */
  took: { count: number; sumS: number; buckets: number[] };
}

/** Counts what one node does. Each step takes a few nanoseconds, and nothing is allocated. */
export class NodeFigures {
  #messages = 0;
  #errors = 0;
  #sumMs = 0;
  readonly #spans = new Uint32Array(ENDS_MS.length + 1);
  /** Oldest first. */
  readonly #notes: Note[] = [];

  constructor(nowMs: number) {
    this.note(nowMs);
  }

  /** The node takes messages, or makes them if it takes none. */
  took(messages: number): void {
    this.#messages += messages;
  }

  /** The node has sent a message on, or is done with it, after so many milliseconds. */
  lasted(ms: number): void {
    this.#sumMs += ms;
    const span = spanOf(ms);
    this.#spans[span] = (this.#spans[span] as number) + 1;
  }

  failed(): void {
    this.#errors += 1;
  }

  /** Notes the figures of now. Call it each `NOTED_EVERY_MS`. */
  note(nowMs: number): void {
    this.#notes.push({ atMs: nowMs, messages: this.#messages, errors: this.#errors, spans: this.#spans.slice() });
    if (this.#notes.length > NOTES_KEPT) this.#notes.shift();
  }

  read(nowMs: number): FiguresRead {
    const [minuteAgo] = this.#notes as [Note, ...Note[]];
    const before = this.#notes.at(-RATE_NOTES) ?? minuteAgo;
    const seconds = (nowMs - before.atMs) / 1000;
    const inMinute = this.#spans.map((count, place) => count - (minuteAgo.spans[place] as number));
    return {
      messages: this.#messages,
      errors: this.#errors,
      ratePerS: seconds > 0 ? (this.#messages - before.messages) / seconds : 0,
      errorsLastMinute: this.#errors - minuteAgo.errors,
      p50Ms: quantile(inMinute, 0.5),
      p95Ms: quantile(inMinute, 0.95),
      took: {
        count: this.#spans.reduce((sum, count) => sum + count, 0),
        sumS: this.#sumMs / 1000,
        buckets: BUCKET_PLACES.map((place) =>
          this.#spans.subarray(0, place + 1).reduce((sum, count) => sum + count, 0),
        ),
      },
    };
  }
}

/** The span that this share of all messages did not exceed, in ms. Within a span they count as evenly spread. */
function quantile(spans: Uint32Array, share: number): number | undefined {
  const all = spans.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  const wanted = all * share;
  let passed = 0;
  for (const [place, count] of spans.entries()) {
    if (passed + count >= wanted) {
      const from = ENDS_MS[place - 1] ?? 0;
      const to = ENDS_MS[place] ?? from;
      return from + ((to - from) * (wanted - passed)) / count;
    }
    passed += count;
  }
  return ENDS_MS.at(-1);
}
