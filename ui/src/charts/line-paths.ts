/** SVG paths for a chart's line of means and its band from minimum to maximum. Pure. */
import type { SeriesPoint } from './history-series';
import { type TimeWindow, xOf } from './time-window';
import { type Domain, yOf } from './value-axis';

/** The ranges of time and values that a plot shows, and its size in pixels. */
export interface PlotFrame {
  window: TimeWindow;
  domain: Domain;
  width: number;
  height: number;
}

/** The `d` attribute of each path; empty if there is nothing to draw. */
export interface LinePaths {
  mean: string;
  /** The area between the minima and the maxima. */
  band: string;
}

/** Rounds to a tenth of a pixel. More digits are not visible and make the paths longer. */
const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;

/** Interpolates linearly between two points. */
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

/** The part of a run within the window. Lines that leave the window are cut at its edge. */
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

/** Each point in the window as a line of zero length, which round line caps turn into a dot. */
export const dotsPath = (points: readonly SeriesPoint[], { window, domain, width, height }: PlotFrame): string =>
  points
    .filter(({ time }) => time >= window.from && time <= window.to)
    .map(({ time, mean }) => `M${rounded(xOf(time, width, window))} ${rounded(yOf(mean, height, domain))}h0`)
    .join('');

/** The paths of runs of points. They are clipped to the window in time, but not to the range of the value axis. */
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
