/** A chart's mean line and its band as SVG paths. Pure. */
import type { SeriesPoint } from './history-series';
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
}

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

/** Each point of the window as a line without length: with round ends it is a dot. */
export const dotsPath = (points: readonly SeriesPoint[], { window, domain, width, height }: PlotFrame): string =>
  points
    .filter(({ time }) => time >= window.from && time <= window.to)
    .map(({ time, mean }) => `M${rounded(xOf(time, width, window))} ${rounded(yOf(mean, height, domain))}h0`)
    .join('');

/** The paths of some runs of points. Values beyond the axis are drawn beyond the plot; times are cut off at its edges. */
export function linePaths(runs: readonly (readonly SeriesPoint[])[], frame: PlotFrame): LinePaths {
  const { window, domain, width, height } = frame;
  const yAt = (value: number): number => rounded(yOf(value, height, domain));
  const paths: LinePaths = { mean: '', band: '' };
  for (const whole of runs) {
    const run = clipped(whole, window);
    const [only] = run;
    if (only && run.length === 1) paths.mean += dotsPath([only], frame);
    if (run.length < 2) continue;
    let [line, top, bottom] = ['', '', ''];
    for (const { time, mean, min, max } of run) {
      const x = rounded(xOf(time, width, window));
      line += ` ${x} ${yAt(mean)}`;
      top += ` ${x} ${yAt(max)}`;
      bottom = ` ${x} ${yAt(min)}${bottom}`;
    }
    paths.mean += `M${line}`;
    paths.band += `M${top}${bottom}Z`;
  }
  return paths;
}
