/** Options of the comparison's chart. ApexCharts' own legend and toolbar are off: the keyboard cannot reach them. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type ApexCharts from 'apexcharts';
import type { Thresholds } from '../../api/generated';
import { tickFormat, timeTicks } from '../../charts/time-axis';
import type { TimeWindow } from '../../charts/time-window';
import { formatMoment, formatValue, toShown } from '../../messages/format';
import { numberFormat } from '../../messages/formatters';
import { text } from '../../messages/text';
import type { ShownAxis } from './compared-series';
import type { LineStyle } from '../../theme/line-colours';

/** One plant's line. */
export interface ComparedLine extends LineStyle {
  id: string;
  name: string;
  /** Wall time and the value in the shown unit; null breaks the line. */
  points: [number, number | null][];
}

/** Indices of a line and of one of its points. */
export interface LonePoint {
  line: number;
  point: number;
}

/** The points that have a value, but no neighbour with one. No line leads to them, so they are drawn as dots. */
export function lonePointsOf(lines: readonly Pick<ComparedLine, 'points'>[]): LonePoint[] {
  return lines.flatMap(({ points }, line) => {
    const hasValue = (point: number): boolean => (points[point]?.[1] ?? null) !== null;
    return points.flatMap((_, point) =>
      hasValue(point) && !hasValue(point - 1) && !hasValue(point + 1) ? { line, point } : [],
    );
  });
}

export interface ChartLook {
  metric: Metric;
  lines: ComparedLine[];
  lonePoints: LonePoint[];
  axis: ShownAxis;
  limits: Thresholds[Metric];
  /** The visible part of the time axis, in wall time; see `BucketTime`. */
  window: TimeWindow;
  isDark: boolean;
  /** Colours of the theme as `rgb()`. */
  ink: string;
  error: string;
  height: number;
  /** About the width of the plot, in pixels. */
  width: number;
  /** Makes the tooltip for a point's index. It is an element, because ApexCharts reads a string as HTML. */
  tooltip: (index: number) => HTMLElement;
}

const gridColour = (isDark: boolean): string => (isDark ? '#ffffff1f' : '#0000001a');

/** About the width that a time label needs. */
const LABEL_PX = 84;

/**
 * Grid lines and labels at round times. ApexCharts' own labels do not know the owner's language, and with a custom
 * formatter they no longer stand at round times.
 */
function timeLines({ window, width, ink, isDark }: ChartLook): XAxisAnnotations[] {
  const edge = ((window.to - window.from) * LABEL_PX) / 4 / Math.max(width, LABEL_PX);
  return timeTicks(window, Math.max(Math.floor(width / LABEL_PX), 2), 'UTC')
    .filter(({ time }) => time > window.from + edge && time < window.to - edge)
    .map((tick) => ({
      x: tick.time,
      strokeDashArray: 0,
      borderColor: gridColour(isDark),
      label: {
        text: formatMoment(tick.time, { ...tickFormat(tick), timeZone: 'UTC' }),
        orientation: 'horizontal',
        position: 'bottom',
        textAnchor: 'middle',
        offsetY: 20,
        borderWidth: 0,
        style: { color: ink, background: 'transparent', fontSize: '12px' },
      },
    }));
}

const limitLines = ({ metric, limits, error }: ChartLook): YAxisAnnotations[] =>
  (['min', 'max'] as const).flatMap((side) => {
    const limit = limits?.[side];
    if (limit == null) return [];
    return {
      y: toShown(metric, limit),
      borderColor: error,
      strokeDashArray: 6,
      label: {
        text: text(`compare.limit.${side}`, { value: formatValue(metric, limit) }),
        position: 'left',
        textAnchor: 'start',
        offsetY: side === 'min' ? 16 : -2,
        borderWidth: 0,
        style: { color: error, background: 'transparent', fontSize: '12px' },
      },
    };
  });

export const seriesOfLines = (lines: readonly ComparedLine[]): ApexAxisChartSeries =>
  // ApexCharts gets ids only. The page writes the names itself, as text and not as HTML.
  lines.map(({ id, points }) => ({ name: id, data: points }));

/** Everything but the series. */
export function chartOptions(look: ChartLook): ApexCharts.ApexOptions {
  const { lines, lonePoints, axis, window, isDark, ink, height } = look;
  const digits = Math.max(0, Math.ceil(-Math.log10((axis.max - axis.min) / axis.steps) - 1e-9));
  const number = numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits });
  return {
    chart: {
      type: 'line',
      height,
      width: '100%',
      animations: { enabled: false },
      toolbar: { show: false },
      zoom: { enabled: true, type: 'x', allowMouseWheelZoom: false },
      background: 'transparent',
      fontFamily: 'inherit',
      foreColor: ink,
    },
    theme: { mode: isDark ? 'dark' : 'light' },
    colors: lines.map(({ colour }) => colour),
    stroke: { curve: 'straight', width: 2, dashArray: lines.map(({ dash }) => dash), lineCap: 'round' },
    markers: {
      size: 0,
      strokeWidth: 0,
      hover: { size: 4 },
      discrete: lonePoints.map(({ line, point }) => ({
        seriesIndex: line,
        dataPointIndex: point,
        size: 4,
        fillColor: lines[line]?.colour,
        strokeColor: lines[line]?.colour,
      })),
    },
    grid: { borderColor: gridColour(isDark), padding: { left: 12, right: 16, bottom: 22 } },
    legend: { show: false },
    dataLabels: { enabled: false },
    annotations: { yaxis: limitLines(look), xaxis: timeLines(look) },
    xaxis: {
      type: 'datetime',
      min: window.from,
      max: window.to,
      labels: { show: false, datetimeUTC: true },
      tooltip: { enabled: false },
      axisBorder: { show: false },
      axisTicks: { show: false },
      crosshairs: { stroke: { color: ink, dashArray: 0 } },
    },
    yaxis: {
      min: axis.min,
      max: axis.max,
      tickAmount: axis.steps,
      labels: { formatter: (value) => number.format(value) },
    },
    tooltip: {
      shared: true,
      intersect: false,
      custom: ({ dataPointIndex }: { dataPointIndex: number }) => look.tooltip(dataPointIndex),
    },
  };
}
