/** Spans of time, in milliseconds since 1970. */
export interface Span {
  from: number;
  /** Exclusive. */
  to: number;
}

/** The same times in as few spans as there can be, in their order. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { from, to } of spans.filter((span) => span.from < span.to).sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** What of a span is in none of the others. */
export function without(span: Span, others: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = span.from;
  for (const other of merged(others)) {
    if (other.from > from) left.push({ from, to: Math.min(other.from, span.to) });
    from = Math.max(from, other.to);
  }
  left.push({ from, to: span.to });
  return left.filter(({ from: begin, to }) => begin < to);
}
