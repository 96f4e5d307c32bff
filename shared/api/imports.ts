/** REST shapes of files with history: how a file is read, and what was found in it. */
import { z } from 'zod';
import { METRIC_NAMES, METRICS, type Metric } from '../metrics.ts';
import { isUnitOf, unitsOf } from '../imported-units.ts';
import { timeZoneSchema } from '../settings/time-zone.ts';
import { dateTime, id } from './fields.ts';

/** How times are written. `auto` is no form: what is found is told, so that an owner can see and change it. */
export const TIME_FORMS = ['iso', 'dmy', 'mdy', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns'] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

/** Whose files are recognised. `table`: any other. */
export const IMPORT_FORMS = [
  'plantops',
  'home_assistant_history',
  'home_assistant_statistics',
  'influxdb',
  'influxdb_table',
  'table',
] as const;
export type ImportForm = (typeof IMPORT_FORMS)[number];

/** Why a line, or a value of it, cannot be taken. */
export const LINE_FAULTS = [
  'no_time',
  'ahead_of_time',
  'too_early',
  'no_longer_kept',
  'not_a_number',
  'out_of_range',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

export const SEPARATING = [',', ';', '\t', '|'] as const;
/** Titles of columns, and names of series, as the file has them. */
const title = z.string().max(200);
/** More than this no file of one plant has. */
export const MOST_MAPPED = 50;

export const importMappingSchema = z
  .strictObject({
    separator: z.enum(SEPARATING).meta({ description: 'Between cells' }),
    decimal: z.enum(['.', ',']).meta({ description: 'The decimal mark' }),
    header: z.boolean().meta({ description: 'Whether the first line has titles; otherwise they are `Column 1`, …' }),
    time: z
      .strictObject({
        column: title,
        clock_column: title.nullable().meta({ description: 'Where the time of day is in a column of its own' }),
        form: z.enum(TIME_FORMS).meta({
          description:
            '`iso`: 2026-03-01 13:00; `dmy`: 1.3.2026 13:00; `mdy`: 3/1/2026 1:00 PM; others count since 1970',
        }),
        zone: timeZoneSchema.meta({ description: 'Of times that do not say their own' }),
      })
      .nullable()
      .meta({ description: 'null: no column of times was recognised' }),
    series_columns: z.array(title).max(20).meta({
      description: 'Where each line has one value of one of several series: the columns that name the series',
    }),
    values: z
      .array(
        z
          .strictObject({
            column: title,
            series: title.nullable().meta({ description: 'Only lines of this series; null: all' }),
            metric: z.enum(METRIC_NAMES as [Metric, ...Metric[]]),
            unit: z
              .string()
              .max(20)
              .meta({
                description: `Of the file: ${METRIC_NAMES.map((metric) => `${metric}: ${unitsOf(metric).join(' or ') || 'none'}`).join('; ')}`,
              }),
          })
          .refine(({ metric, unit }) => isUnitOf(metric, unit), {
            path: ['unit'],
            error: ({ input }) =>
              `must be ${unitsOf((input as { metric: Metric }).metric)
                .map((unit) => unit || '(empty)')
                .join(' or ')}`,
          }),
      )
      .max(MOST_MAPPED),
  })
  .meta({ id: 'ImportMapping', description: 'Which column of a file is what' });
export type ImportMapping = z.infer<typeof importMappingSchema>;

const count = z.int().min(0);

export const importReportSchema = z
  .strictObject({
    import_id: z.int().nullable().meta({ description: 'What the import is undone by; null of a dry run' }),
    form: z.enum(IMPORT_FORMS),
    mapping: importMappingSchema.meta({ description: 'How the file was read: as asked for, or as it was recognised' }),
    columns: z
      .array(z.strictObject({ name: z.string(), samples: z.array(z.string()).max(3) }))
      .meta({ description: 'What the file has, with the first values' }),
    series: z
      .array(z.strictObject({ name: z.string(), lines: count, samples: z.array(z.string()).max(3) }))
      .meta({ description: 'The series of a file that has several, the first 200' }),
    is_complete: z
      .boolean()
      .meta({ description: 'Whether times and at least one value are known: then it can be imported' }),
    lines: count.meta({ description: 'Of the file, without titles and empty ones' }),
    readings_new: count,
    readings_known: count.meta({ description: 'Of which the plant has everything already' }),
    lines_without_value: count.meta({ description: 'Empty, or of a sensor that was not there' }),
    lines_of_others: count.meta({ description: 'Of series that are not imported' }),
    faults: z
      .array(z.strictObject({ code: z.enum(LINE_FAULTS), count }))
      .meta({ description: 'How often something could not be taken, by its reason' }),
    faulty_lines: z
      .array(
        z.strictObject({
          line: z.int().min(1).meta({ description: 'Counted from 1, as an editor shows them' }),
          code: z.enum(LINE_FAULTS),
          column: z.string(),
          text: z.string().meta({ description: 'What stands there, cut to 60 characters' }),
        }),
      )
      .max(100)
      .meta({ description: 'The first of them' }),
    from: dateTime.nullable(),
    to: dateTime.nullable().meta({ description: 'Of the last reading' }),
    preview: z
      .array(
        z.strictObject({
          line: z.int().min(1),
          time: dateTime,
          values: z.partialRecord(z.enum(METRIC_NAMES as [Metric, ...Metric[]]), z.number()),
        }),
      )
      .max(10)
      .meta({ description: 'The first readings, in the units that they are stored in' }),
  })
  .meta({ id: 'ImportReport', description: 'What was found in a file with history, and what became of it' });
export type ImportReport = z.infer<typeof importReportSchema>;

export const IMPORT_STATES = ['running', 'done', 'failed'] as const;

export const plantImportSchema = z
  .strictObject({
    id: z.int(),
    plant_id: id,
    file_name: z.string().nullable(),
    form: z.enum(IMPORT_FORMS),
    state: z.enum(IMPORT_STATES),
    failure: z.string().nullable().meta({ description: 'Why it ended early; what it had stored until then is there' }),
    lines: count,
    bytes: count,
    readings: count.meta({ description: 'That it has stored' }),
    from: dateTime.nullable(),
    to: dateTime.nullable(),
    started_at: dateTime,
    ended_at: dateTime.nullable(),
  })
  .meta({ id: 'PlantImport', description: 'A file with history that was imported' });
export type PlantImport = z.infer<typeof plantImportSchema>;

/** The metrics whose values are stored in a unit. */
export const metricsIn = (unit: string): Metric[] => METRIC_NAMES.filter((metric) => METRICS[metric].unit === unit);
