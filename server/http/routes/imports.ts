import type { ReadingImports } from '../../services/imports/reading-imports.ts';
import type { Handlers } from '../router.ts';

export function importHandlers(imports: Pick<ReadingImports, 'run' | 'list' | 'undo'>) {
  return {
    async importPlantReadings({ params, query, request }) {
      const { dry_run: isDryRun = false, mapping, time_zone: timeZone, file_name: fileName } = query;
      return {
        status: 200,
        body: await imports.run(params.id, { file: request, fileName, mapping, timeZone, isDryRun }),
      };
    },
    async listPlantImports({ params }) {
      return { status: 200, body: await imports.list(params.id) };
    },
    async undoPlantImport({ params }) {
      await imports.undo(params.id, params.import_id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
