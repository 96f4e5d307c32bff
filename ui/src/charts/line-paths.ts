/** A chart's mean line and its band as SVG paths. Pure. */
import type { ChartSeries, SeriesPoint } from './history-series';
import { type TimeWindow, xOf } from './time-window';
import { type Domain, yOf } from './value-axis';

/** What the plot shows, and its size in pixels. */
export interface PlotFrame {
  window: TimeWindow;
  domain: Domain;
  width: number;
  height: number;
}

/** The `d` of each path, empty where there is nothing to draw. */
export interface LinePaths {
  mean: string;
  /** From least to greatest. */
  band: string;
  /** The points themselves, each a line without length: with round ends it is a dot. */
  dots: string;
}

/** So few are drawn as dots, too: a line of two points is hard to see. */
const FEW_POINTS = 12;

/** To a tenth of a pixel: finer is not seen, and makes long texts. */
const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;

/** Where the straight line from one point to the next crosses a time. */
function crossing(before: SeriesPoint, after: SeriesPoint, time: number): SeriesPoint {
  const part = (time - before.time) / (after.time - before.time);
  const between = (one: number, other: number): number => one + part * (other - one);
  return {
    time,
    mean: between(before.mean, after.mean),
    min: between(before.min, after.min),
    max: between(before.max, after.max),
  };
}

/** The part of a run that lies in the window; a line that leaves it ends at its edge. */
function clipped(run: readonly SeriesPoint[], { from, to }: TimeWindow): readonly SeriesPoint[] {
  const first = run.findIndex(({ time }) => time >= from);
  const last = run.findLastIndex(({ time }) => time <= to);
  const [before, afterFirst, beforeLast, after] = [run[first - 1], run[first], run[last], run[last + 1]];
  return [
    ...(before && afterFirst && afterFirst.time > from ? [crossing(before, afterFirst, from)] : []),
    ...(first < 0 ? [] : run.slice(first, last + 1)),
    ...(beforeLast && after && beforeLast.time < to ? [crossing(beforeLast, after, to)] : []),
  ];
}

/** The paths of a series. Values beyond the axis are drawn beyond the plot; times are cut off at its edges. */
export function linePaths(series: ChartSeries, { window, domain, width, height }: PlotFrame): LinePaths {
  const paths: LinePaths = { mean: '', band: '', dots: '' };
  const xAt = (time: number): number => rounded(xOf(time, width, window));
  const yAt = (value: number): number => rounded(yOf(value, height, domain));
  const runs = series.map((run) => clipped(run, window)).filter((run) => run.length > 0);
  const isFew = runs.reduce((count, run) => count + run.length, 0) < FEW_POINTS;

  for (const run of runs) {
    let [line, top, bottom] = ['', '', ''];
    for (const { time, mean, min, max } of run) {
      const x = xAt(time);
      line += ` ${x} ${yAt(mean)}`;
      top += ` ${x} ${yAt(max)}`;
      bottom = ` ${x} ${yAt(min)}${bottom}`;
    }
    paths.mean += `M${line}${run.length === 1 ? 'h0' : ''}`;
    if (run.length > 1) paths.band += `M${top}${bottom}Z`;
  }
  if (isFew)
    for (const { time, mean } of series.flat())
      if (time >= window.from && time <= window.to) paths.dots += `M ${xAt(time)} ${yAt(mean)}h0`;
  return paths;
}
