/** What the comparison tells ApexCharts. Its own legend and toolbar stay off: no keyboard reaches them. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type ApexCharts from 'apexcharts';
import type { Thresholds } from '../../api/generated';
import { tickFormat, timeTicks } from '../../charts/time-axis';
import type { TimeWindow } from '../../charts/time-window';
import { formatMoment, formatValue, toShown } from '../../messages/format';
import { numberFormat } from '../../messages/formatters';
import { text } from '../../messages/text';
import type { ShownAxis } from './compared-series';
import type { LineStyle } from './line-colours';

/** Of one plant. */
export interface ComparedLine extends LineStyle {
  id: string;
  name: string;
  /** Places on the axis and values in the unit that is shown; null breaks the line. */
  points: [number, number | null][];
}

export interface ChartLook {
  metric: Metric;
  lines: ComparedLine[];
  axis: ShownAxis;
  limits: Thresholds[Metric];
  /** What the chart shows, in wall time; see `BucketTime`. */
  window: TimeWindow;
  isDark: boolean;
  /** Colours of the theme as `rgb()`. */
  ink: string;
  error: string;
  height: number;
  /** Of the plot, about, in pixels. */
  width: number;
  /** Draws what is at a place of the axis. An element, since a text would be read as HTML. */
  tooltip: (index: number) => HTMLElement;
}

const gridColour = (isDark: boolean): string => (isDark ? '#ffffff1f' : '#0000001a');

/** A label of a time needs about this much. */
const LABEL_PX = 84;

/**
 * Lines and labels at round times. ApexCharts' own labels know neither the owner's language nor, once they are
 * formatted by somebody else, round times.
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
  // By id: names are told by the page, which writes them as text.
  lines.map(({ id, points }) => ({ name: id, data: points }));

/** Everything but the series. */
export function chartOptions(look: ChartLook): ApexCharts.ApexOptions {
  const { lines, axis, window, isDark, ink, height } = look;
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
    markers: { size: 0, strokeWidth: 0, hover: { size: 4 } },
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
