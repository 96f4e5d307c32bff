/** History of plants from files of other programs. */
import { importMappingSchema, importReportSchema, plantImportSchema } from '@plantops/shared/api/imports.ts';
import { timeZoneSchema } from '@plantops/shared/settings/time-zone.ts';
import { z } from 'zod';
import { byId, type Endpoint, flag, queryText } from './endpoint.ts';

/** Not `text/plain`: a page of another site could send that without asking first. */
const CSV_TYPES = ['text/csv', 'text/tab-separated-values'] as const;

/** JSON in a query. */
const mappingText = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('is not JSON');
      return z.NEVER;
    }
  })
  .pipe(importMappingSchema);

export const importsEndpoints = {
  importPlantReadings: {
    method: 'post',
    path: '/api/plants/:id/import',
    tag: 'Plants',
    summary:
      'Import a CSV file with history, up to 1 GB: of Home Assistant, InfluxDB, PlantOps or any table. What the plant has already is not stored again; no alert is raised, and newest values stay. Without `mapping` the file is read as it is recognised.',
    params: byId,
    query: z.strictObject({
      dry_run: flag.optional().meta({ description: 'true: only say what is found; nothing is stored' }),
      mapping: mappingText.optional().meta({
        description: 'Which column is what: an `ImportMapping` as JSON, as a dry run answers it',
      }),
      time_zone: timeZoneSchema.optional().meta({
        description: "Of times that do not say their own, where there is no `mapping`; the owner's if not given",
      }),
      file_name: queryText(200).optional().meta({ description: 'What the list of imports calls it' }),
    }),
    upload: { mediaTypes: CSV_TYPES, limitBytes: 'streamed' },
    answers: { 200: importReportSchema },
    problems: ['plant_not_found', 'import_not_understood', 'too_busy'],
  },
  listPlantImports: {
    method: 'get',
    path: '/api/plants/:id/imports',
    tag: 'Plants',
    summary: 'Files with history that were imported, newest first, and how far one is that runs now',
    params: byId,
    answers: { 200: z.array(plantImportSchema) },
    problems: ['plant_not_found'],
  },
  undoPlantImport: {
    method: 'delete',
    path: '/api/plants/:id/imports/:import_id',
    tag: 'Plants',
    summary: 'Take an import back: the readings that it brought are removed',
    params: byId.extend({ import_id: z.coerce.number().int().min(1).max(2_147_483_647) }),
    answers: { 204: null },
    problems: ['plant_not_found', 'import_not_found', 'import_running'],
  },
} as const satisfies Record<string, Endpoint>;
