/** The rows of the table that shows the same values as the charts. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { HistoryPoint } from '../api/generated';
import { type PointValues, valuesOf } from './crosshair';

export interface TableRow {
  time: string;
  values: Partial<Record<Metric, PointValues>>;
}

function merged(points: readonly HistoryPoint[], metric: Metric): PointValues | undefined {
  const found = points.flatMap((point) => valuesOf(point, metric) ?? []);
  if (found.length === 0) return undefined;
  return {
    mean: found.reduce((sum, { mean }) => sum + mean, 0) / found.length,
    min: Math.min(...found.map(({ min }) => min)),
    max: Math.max(...found.map(({ max }) => max)),
  };
}

/** How many neighbouring points become one row. */
export const pointsPerRow = (count: number, most: number): number => Math.max(Math.ceil(count / most), 1);

/** At most `most` rows, newest first. If there are more points, neighbouring ones are merged into one row. */
export function tableRows(points: readonly HistoryPoint[], most: number): TableRow[] {
  const perRow = pointsPerRow(points.length, most);
  const rows: TableRow[] = [];
  for (let index = 0; index < points.length; index += perRow) {
    const group = points.slice(index, index + perRow);
    const values: TableRow['values'] = {};
    for (const metric of METRIC_NAMES) {
      const found = merged(group, metric);
      if (found) values[metric] = found;
    }
    rows.push({ time: group[0]?.time ?? '', values });
  }
  return rows.reverse();
}
