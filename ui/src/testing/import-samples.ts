/** A file with history as the server has looked through it. */
import type { ImportReport, PlantImport } from '../api/generated';

export const importReport = (more: Partial<ImportReport> = {}): ImportReport => ({
  import_id: null,
  form: 'table',
  mapping: {
    separator: ',',
    decimal: '.',
    header: true,
    time: { column: 'when', clock_column: null, form: 'iso', zone: 'Europe/Berlin' },
    series_columns: [],
    values: [{ column: 'soil', series: null, metric: 'soil_moisture', unit: '%' }],
  },
  columns: [
    { name: 'when', samples: ['2024-03-01 13:00'] },
    { name: 'soil', samples: ['45', '44'] },
    { name: 'warmth', samples: ['68', '70'] },
  ],
  series: [],
  is_complete: true,
  lines: 12_001,
  readings_new: 12_000,
  readings_known: 0,
  lines_without_value: 0,
  lines_of_others: 0,
  faults: [],
  faulty_lines: [],
  from: '2024-03-01T12:00:00.000Z',
  to: '2025-03-01T12:00:00.000Z',
  preview: [{ line: 2, time: '2024-03-01T12:00:00.000Z', values: { soil_moisture: 45 } }],
  ...more,
});

export const plantImport = (more: Partial<PlantImport> = {}): PlantImport => ({
  id: 3,
  plant_id: 'fern',
  file_name: 'old.csv',
  form: 'table',
  state: 'done',
  failure: null,
  lines: 12_001,
  bytes: 100_000,
  readings: 12_000,
  from: '2024-03-01T12:00:00.000Z',
  to: '2025-03-01T12:00:00.000Z',
  started_at: '2026-05-31T12:00:00.000Z',
  ended_at: '2026-05-31T12:01:00.000Z',
  ...more,
});
