import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from './buckets.ts';
import { type KeptFigures, partsOf } from './figure-sources.ts';
import { merged, without } from './spans.ts';

const at = (text: string): number => Date.parse(`2026-03-${text}Z`);
const parts = (from: string, to: string, points: number, kept: Partial<KeptFigures> = {}, zone = 'UTC') => {
  const span = { from: at(from), to: at(to) };
  const all = { mark: at('20T12:00:00'), dayZone: 'UTC', stale: [], ...kept };
  return partsOf(span, bucketsOf(new Date(span.from), new Date(span.to), points, zone), zone, all)
    .sort((a, b) => a.from - b.from)
    .map((part) => [part.source, shown(part.from), shown(part.to)]);
};
const shown = (time: number): string => new Date(time).toISOString().slice(8, 16);

describe('the sources of a chart', () => {
  it('are the longest figures in the middle, shorter ones at the ends, and readings after the mark', () => {
    expect(parts('10T22:57:00', '20T13:05:00', 12)).toEqual([
      ['telemetry', '10T22:57', '10T23:00'],
      ['readings_hourly', '10T23:00', '11T00:00'],
      ['readings_daily', '11T00:00', '20T00:00'],
      ['readings_hourly', '20T00:00', '20T12:00'],
      ['telemetry', '20T12:00', '20T13:05'],
    ]);
    expect(parts('19T10:58:00', '20T10:58:00', 289)).toEqual([
      ['telemetry', '19T10:58', '19T11:00'],
      ['readings_5min', '19T11:00', '20T10:55'],
      ['telemetry', '20T10:55', '20T10:58'],
    ]);
  });

  it('leave out what is stale', () => {
    const stale = [{ from: at('15T06:00:00'), to: at('15T07:00:00') }];
    expect(parts('13T00:00:00', '18T00:00:00', 5, { stale })).toEqual([
      ['readings_daily', '13T00:00', '15T00:00'],
      ['readings_hourly', '15T00:00', '15T06:00'],
      ['telemetry', '15T06:00', '15T07:00'],
      ['readings_hourly', '15T07:00', '16T00:00'],
      ['readings_daily', '16T00:00', '18T00:00'],
    ]);
  });

  it('are hours where the days are another zone’s, five minutes in hours that are cut, and readings where there is nothing', () => {
    expect(parts('13T00:00:00', '18T00:00:00', 6, {}, 'Europe/Berlin')).toEqual([
      ['readings_hourly', '13T00:00', '18T00:00'],
    ]);
    expect(parts('13T00:00:00', '15T00:00:00', 6, {}, 'Asia/Kolkata')).toEqual([
      ['readings_hourly', '13T00:00', '13T06:00'],
      ['readings_5min', '13T06:00', '13T07:00'],
      ['readings_hourly', '13T07:00', '13T18:00'],
      ['readings_5min', '13T18:00', '13T19:00'],
      ['readings_hourly', '13T19:00', '14T06:00'],
      ['readings_5min', '14T06:00', '14T07:00'],
      ['readings_hourly', '14T07:00', '14T18:00'],
      ['readings_5min', '14T18:00', '14T19:00'],
      ['readings_hourly', '14T19:00', '15T00:00'],
    ]);
    expect(parts('13T00:00:00', '14T00:00:00', 30, {}, 'Asia/Kolkata')).toEqual([
      ['readings_5min', '13T00:00', '14T00:00'],
    ]);
    expect(parts('13T00:00:00', '18T00:00:00', 5, { mark: -Infinity })).toEqual([
      ['telemetry', '13T00:00', '18T00:00'],
    ]);
    expect(parts('13T00:00:00', '13T00:10:00', 10)).toEqual([['telemetry', '13T00:00', '13T00:10']]);
  });

  it('are the figures that are left where readings are gone, also where they are stale or only nearly fit', () => {
    const keptFrom = { telemetry: at('16T00:00:00') };
    const stale = [{ from: at('15T06:00:00'), to: at('15T07:00:00') }];
    expect(parts('15T22:57:00', '16T01:00:00', 250, { keptFrom, stale })).toEqual([
      ['readings_5min', '15T22:57', '16T00:00'],
      ['telemetry', '16T00:00', '16T01:00'],
    ]);
    expect(parts('14T00:00:00', '17T00:00:00', 3, { keptFrom, stale, mark: -Infinity })).toEqual([
      ['readings_daily', '14T00:00', '16T00:00'],
      ['telemetry', '16T00:00', '17T00:00'],
    ]);
  });

  it('are days alone before hours, hours alone before five minutes, and nothing before days', () => {
    const keptFrom = {
      telemetry: at('18T00:00:00'),
      readings_5min: at('16T00:00:00'),
      readings_hourly: at('14T00:00:00'),
      readings_daily: at('12T00:00:00'),
    };
    expect(parts('10T00:00:00', '19T00:00:00', 300, { keptFrom })).toEqual([
      ['readings_daily', '12T00:00', '14T00:00'],
      ['readings_hourly', '14T00:00', '16T00:00'],
      ['readings_hourly', '16T00:00', '18T00:00'],
      ['readings_hourly', '18T00:00', '19T00:00'],
    ]);
    expect(parts('15T23:00:00', '16T01:00:00', 24, { keptFrom })).toEqual([
      ['readings_hourly', '15T23:00', '16T00:00'],
      ['readings_5min', '16T00:00', '16T01:00'],
    ]);
  });

  it('count no time twice where a day begins before hours are kept and ends after that', () => {
    const keptFrom = {
      telemetry: at('14T00:00:00'),
      readings_5min: at('14T00:00:00'),
      readings_hourly: at('14T00:00:00'),
    };
    expect(parts('12T23:00:00', '15T23:00:00', 72, { keptFrom, dayZone: 'Europe/Berlin' }, 'Europe/Berlin')).toEqual([
      ['readings_daily', '12T23:00', '14T00:00'],
      ['readings_hourly', '14T23:00', '15T23:00'],
    ]);
  });

  it('cover every moment of the span once', () => {
    const moment = fc.integer({ min: at('01T00:00:00'), max: at('31T00:00:00') });
    fc.assert(
      fc.property(
        fc.tuple(moment, moment).filter(([from, to]) => from < to),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 50 })), { maxLength: 5 }),
        moment,
        fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
        ([from, to], points, holes, mark, zone) => {
          const hour = 3_600_000;
          const stale = holes.map(([hole, hours]) => ({
            from: Math.floor(hole / hour) * hour,
            to: (Math.floor(hole / hour) + hours) * hour,
          }));
          const found = partsOf({ from, to }, bucketsOf(new Date(from), new Date(to), points, zone), zone, {
            mark: Math.floor(mark / hour) * hour,
            dayZone: 'Europe/Berlin',
            stale,
          });
          expect(merged(found)).toEqual([{ from, to }]);
          expect(found.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(to - from);
          const figures = found.filter(({ source }) => source !== 'telemetry');
          for (const figure of figures) expect(without(figure, stale)).toEqual([{ from: figure.from, to: figure.to }]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
