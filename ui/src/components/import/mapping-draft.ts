/** Changes of how a file is read. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { unitsOf } from '@plantops/shared/imported-units.ts';
import type { ImportMapping, ImportReport } from '../../api/generated';

/** What can be imported: a column, or a series of a file that has a line for each value. */
export interface Source {
  name: string;
  /** The first values. */
  samples: string[];
  /** As what it is imported; null: not at all. */
  metric: Metric | null;
  unit: string;
  /** How many lines it has; undefined of a column, which has all. */
  lines: number | undefined;
}

const isTimeColumn = ({ time }: ImportMapping, name: string): boolean =>
  time?.column === name || time?.clock_column === name;

/** Whether the file has a line for each value of each series. */
export const isLong = ({ mapping }: ImportReport): boolean => mapping.series_columns.length > 0;

/** What the file has to import. */
export function sourcesOf(report: ImportReport): Source[] {
  const { mapping, columns, series } = report;
  const source = (name: string, samples: string[], lines?: number): Source => {
    const value = mapping.values.find((one) => (one.series ?? one.column) === name);
    return { name, samples, metric: value?.metric ?? null, unit: value?.unit ?? '', lines };
  };
  return isLong(report)
    ? series.map(({ name, samples, lines }) => source(name, samples, lines))
    : columns.filter(({ name }) => !isTimeColumn(mapping, name)).map(({ name, samples }) => source(name, samples));
}

const VALUE_COLUMNS = ['state', '_value', 'mean', 'avg'];

/** The column that has the values of a file of series. */
const valueColumn = ({ mapping, columns }: ImportReport): string =>
  mapping.values[0]?.column ??
  columns.find(({ name }) => VALUE_COLUMNS.includes(name.toLowerCase()))?.name ??
  columns.at(-1)?.name ??
  '';

/**
 * The mapping with a source imported as something else. A metric has one source: one that had it before is imported no more.
 * @param unit of the file; by default the one that is stored
 */
export function withSource(report: ImportReport, name: string, metric: Metric | null, unit?: string): ImportMapping {
  const values = report.mapping.values.filter((one) => (one.series ?? one.column) !== name && one.metric !== metric);
  if (metric !== null) {
    const shown = unit ?? unitsOf(metric)[0] ?? '';
    values.push(
      isLong(report)
        ? { column: valueColumn(report), series: name, metric, unit: shown }
        : { column: name, series: null, metric, unit: shown },
    );
  }
  return { ...report.mapping, values };
}

type Time = NonNullable<ImportMapping['time']>;

/** The mapping with other times. A column of times is no longer imported as a value. */
export function withTime({ mapping }: ImportReport, change: Partial<Time>, zone: string): ImportMapping {
  const time: Time = { column: '', clock_column: null, form: 'iso', zone, ...mapping.time, ...change };
  const values = mapping.values.filter(({ column }) => column !== time.column && column !== time.clock_column);
  return { ...mapping, time, values };
}

export const ALL_METRICS = METRIC_NAMES;
