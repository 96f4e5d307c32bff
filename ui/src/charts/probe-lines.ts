/** The lines of a plant's probes, beside the plant's own. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { History, HistoryPoint } from '../api/generated';
import type { ProbeStyle } from '../theme/line-colours';
import { type Crosshair, crosshairAt, timesOf } from './crosshair';
import { pointsWithin, type SeriesPoint, seriesOf } from './history-series';
import type { TimeWindow } from './time-window';
import type { Domain } from './value-axis';

/** A device that measures a plant together with others. */
export interface Probe extends ProbeStyle {
  id: string;
  name: string;
  /** Whether the owner wants to see its line. */
  isShown: boolean;
}

/** A probe's line of one metric. */
export interface ProbeLine extends Probe {
  runs: SeriesPoint[][];
  points: readonly HistoryPoint[];
}

type DeviceHistory = NonNullable<History['devices']>[number];

const measures = ({ points }: DeviceHistory, metric: Metric): boolean => points.some((point) => point[metric] !== null);

/** The devices that have measured a metric, if there are several; a single one is the plant's own line. */
function sharing(devices: readonly DeviceHistory[], metric: Metric): DeviceHistory[] {
  const found = devices.filter((device) => measures(device, metric));
  return found.length > 1 ? found : [];
}

/** The ids of the devices that measure something together with another, in order. */
export function probeIds({ devices = [] }: Pick<History, 'devices'>): string[] {
  const ids = new Set(METRIC_NAMES.flatMap((metric) => sharing(devices, metric)).map(({ device_id: id }) => id));
  return [...ids].sort();
}

/** The lines of a metric that the owner wants to see. */
export const probeLinesOf = (
  { devices = [] }: Pick<History, 'devices'>,
  metric: Metric,
  window: TimeWindow,
  probes: readonly Probe[],
): ProbeLine[] =>
  sharing(devices, metric).flatMap(({ device_id: id, points }) => {
    const probe = probes.find((known) => known.id === id);
    if (!probe?.isShown) return [];
    return [{ ...probe, points, runs: seriesOf(pointsWithin(points, window), metric).runs }];
  });

/** What was measured earlier, drawn behind what is now. */
export interface EarlierLine extends ProbeStyle {
  id: string;
  name: string;
  points: readonly HistoryPoint[];
}

/** The line of before of a metric; none where nothing was measured then. */
export function earlierLineOf(line: EarlierLine | undefined, metric: Metric, window: TimeWindow): ProbeLine[] {
  if (!line) return [];
  const { runs } = seriesOf(pointsWithin(line.points, window), metric);
  return runs.length > 0 ? [{ ...line, isShown: true, runs }] : [];
}

/** The least and greatest value of all the lines; undefined if there is none. */
export function extentOf(lines: readonly ProbeLine[]): Domain | undefined {
  const values = lines.flatMap(({ runs }) => runs.flat().map(({ mean }) => mean));
  return values.length > 0 ? { min: Math.min(...values), max: Math.max(...values) } : undefined;
}

/** What both spans cover together. */
export const spanned = (one: Domain | undefined, other: Domain | undefined): Domain | undefined =>
  one && other ? { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) } : (one ?? other);

/** What a probe measured at the crosshair; `value` is undefined where it measured nothing near that time. */
export interface ProbeValue extends ProbeStyle {
  id: string;
  name: string;
  value: number | undefined;
}

/** The values of the lines at the crosshair. @param bucketMs the time that one point covers */
export const valuesAt = (
  lines: readonly ProbeLine[],
  metric: Metric,
  { time }: Crosshair,
  window: TimeWindow,
  bucketMs: number,
): ProbeValue[] =>
  lines.map(({ id, name, colour, dashes, points }) => {
    const found = crosshairAt(points, timesOf(points), time, window, bucketMs);
    return { id, name, colour, dashes, value: found.values[metric]?.mean };
  });
