import { Temporal } from 'temporal-polyfill';

interface Offset {
  /** From when on it holds (ms since 1970). */
  from: number;
  /** Local time less UTC (ms). */
  ms: number;
}

/** The local time of a zone between two instants. A local time is the milliseconds since 1970 that its clock shows. */
export class LocalTime {
  readonly #offsets: [Offset, ...Offset[]];

  /** @param zone IANA name @param from @param to in milliseconds since 1970; outside of them, the nearest offset holds */
  constructor(zone: string, from: number, to: number) {
    let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    const offsetOf = (time: Temporal.ZonedDateTime): Offset => ({
      from: time.epochMilliseconds,
      ms: time.offsetNanoseconds / 1e6,
    });
    this.#offsets = [{ ...offsetOf(at), from: -Infinity }];
    for (;;) {
      const next = at.getTimeZoneTransition('next');
      if (!next || next.epochMilliseconds > to) break;
      at = next;
      this.#offsets.push(offsetOf(at));
    }
  }

  offsetAt(instant: number): number {
    return (this.#offsets.findLast(({ from }) => from <= instant) ?? this.#offsets[0]).ms;
  }

  localOf(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /** The first instant at which the clock shows this local time or a later one. */
  instantOf(local: number): number {
    for (const [index, { from, ms }] of this.#offsets.entries()) {
      const until = this.#offsets[index + 1]?.from ?? Infinity;
      // A local time that is left out when clocks are put forward comes at that moment.
      const instant = Math.max(local - ms, from);
      if (instant < until) return instant;
    }
    return local;
  }
}
