import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOpenEnded,
  pointsFor,
  queryOfSpan,
  selected,
  shifted,
  type Span,
  spanOfQuery,
  spanOfWindow,
  steadyWindow,
  timeAt,
  windowOf,
  xOf,
  youngStart,
  zoomed,
} from './time-window';

const now = Date.UTC(2026, 0, 8);
const HOUR = 3_600_000;
const day = { from: now - 24 * HOUR, to: now };

describe('spanOfQuery', () => {
  it.each<[Record<string, unknown>, Span]>([
    [{}, { range: '24h' }],
    [{ range: '7d' }, { range: '7d' }],
    [{ range: 'all' }, { range: '24h' }],
    [{ range: ['7d', '1y'] }, { range: '24h' }],
    [{ from: '2026-01-01T00:00:00.000Z' }, { from: Date.UTC(2026, 0, 1), to: undefined }],
    [
      { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' },
      { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) },
    ],
    [{ from: '2026-01-02T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', range: '30d' }, { range: '30d' }],
    [{ from: '2026-01-01T00:00:00.000Z', to: 'tomorrow' }, { range: '24h' }],
    [{ from: 'yesterday' }, { range: '24h' }],
  ])('of %j is %j', (query, span) => {
    expect(spanOfQuery(query)).toEqual(span);
  });

  it('is the way back from queryOfSpan', () => {
    for (const span of [
      { range: '30d' },
      { from: now - HOUR, to: undefined },
      { from: now - HOUR, to: now },
    ] satisfies Span[])
      expect(spanOfQuery(queryOfSpan(span))).toEqual(span);
  });
});

describe('windowOf', () => {
  it('ends a range and an open span now', () => {
    expect([windowOf({ range: '24h' }, now), windowOf({ from: day.from, to: undefined }, now)]).toEqual([day, day]);
  });

  it('has some length, also where an open span begins later than now', () => {
    expect(windowOf({ from: now + HOUR, to: undefined }, now)).toEqual({ from: now + HOUR, to: now + HOUR + 60_000 });
  });
});

describe('zooming', () => {
  it('keeps the place it is zoomed around', () => {
    const around = now - 6 * HOUR;
    const closer = zoomed(day, 0.5, around, now);
    expect(closer).toEqual({ from: now - 15 * HOUR, to: now - 3 * HOUR });
    expect(xOf(around, 100, closer)).toBe(xOf(around, 100, day));
  });

  it('out does not go beyond now: it goes further back instead', () => {
    expect(zoomed(day, 2, now - 12 * HOUR, now)).toEqual({ from: now - 48 * HOUR, to: now });
  });

  it('in ends at a minute, out at five years', () => {
    expect(zoomed({ from: now - 60_000, to: now }, 0.5, now, now)).toEqual({ from: now - 60_000, to: now });
    const far = zoomed({ from: now - 4.9 * 365 * 24 * HOUR, to: now }, 2, now, now);
    expect(far).toEqual({ from: now - 5 * 365 * 24 * HOUR, to: now });
  });

  it('by dragging works in both directions, and a tiny part becomes a minute around it', () => {
    expect(selected(now - HOUR, now - 2 * HOUR, now)).toEqual({ from: now - 2 * HOUR, to: now - HOUR });
    expect(selected(now - HOUR, now - HOUR + 10_000, now)).toEqual({
      from: now - HOUR - 25_000,
      to: now - HOUR + 35_000,
    });
  });

  it('to a part that reaches now goes on with the time', () => {
    expect(isOpenEnded(spanOfWindow({ from: now - HOUR, to: now - 1000 }, now))).toBe(true);
    expect(spanOfWindow({ from: now - HOUR, to: now - HOUR / 2 }, now)).toEqual({
      from: now - HOUR,
      to: now - HOUR / 2,
    });
  });
});

describe('shifted', () => {
  it('moves by a part of its length, and later ends at now', () => {
    expect(shifted(day, -0.5, now)).toEqual({ from: now - 36 * HOUR, to: now - 12 * HOUR });
    expect(shifted({ from: now - 30 * HOUR, to: now - 6 * HOUR }, 0.5, now)).toEqual(day);
  });
});

describe('youngStart', () => {
  it('is where a young plant began, ten minutes ago at the latest', () => {
    expect(youngStart(day, now - 2 * HOUR, now - 3 * HOUR)).toBe(now - 3 * HOUR);
    expect(youngStart(day, now - 3 * HOUR, now - 2 * HOUR)).toBe(now - 3 * HOUR);
    expect(youngStart(day, now - 5000, now - 9000)).toBe(now - 600_000);
  });

  it('is nothing where readings fill more, or an older plant was silent', () => {
    expect(youngStart(day, now - 7 * HOUR, now - HOUR)).toBeUndefined();
    expect(youngStart(day, now - HOUR, now - 900 * HOUR)).toBeUndefined();
  });
});

describe('timeAt and xOf', () => {
  it('are each the way back of the other within the plot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), (x) => {
        expect(xOf(timeAt(x, 700, day), 700, day)).toBeCloseTo(x, 6);
      }),
    );
  });

  it('stay in the window beyond the edges', () => {
    expect([timeAt(-20, 700, day), timeAt(900, 700, day)]).toEqual([day.from, day.to]);
  });
});

describe('pointsFor', () => {
  it('grows with the width, within what is worth asking for', () => {
    expect([50, 230, 778, 1500, 3600].map(pointsFor)).toEqual([150, 150, 400, 800, 1000]);
  });
});

describe('steadyWindow', () => {
  const moved = (by: number) => ({ from: day.from + by, to: day.to + by });
  const PIXEL = (24 * HOUR) / 1000;

  it('stays where it was until it has moved by a pixel', () => {
    expect(steadyWindow(day, moved(PIXEL - 1), 1000)).toBe(day);
    expect(steadyWindow(day, moved(PIXEL), 1000)).toEqual(moved(PIXEL));
    expect(steadyWindow(day, { ...day, to: day.to + 2 * PIXEL }, 1000)).toEqual({ ...day, to: day.to + 2 * PIXEL });
  });

  it('is the one asked for at first, and where it is another part', () => {
    expect(steadyWindow(undefined, day, 1000)).toBe(day);
    expect(steadyWindow(day, { from: now - HOUR, to: now }, 1000)).toEqual({ from: now - HOUR, to: now });
  });
});
