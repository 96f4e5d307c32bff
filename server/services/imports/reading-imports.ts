import type { Readable } from 'node:stream';
import type { ImportMapping, ImportReport, PlantImport } from '@plantops/shared/api/imports.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { Admission } from '../../db/admission.ts';
import { isLockTimeout } from '../../db/errors.ts';
import type { Database } from '../../db/pool.ts';
import { readKeptFrom } from '../../db/repositories/kept-from.ts';
import * as repository from '../../db/repositories/reading-imports.ts';
import { addTelemetryMonth } from '../../db/repositories/telemetry-months.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { Plants } from '../plants/plants.ts';
import { type FileReport, readHistoryFile } from './file-reading.ts';
import { fileText } from './file-text.ts';
import type { ImportedReading } from './line-tally.ts';

/** Ten years of a reading each minute are a third of it. */
const MOST_BYTES = 2 ** 30;
/** The readings of so long a time are taken back at once (ms). */
const UNDONE_AT_ONCE_MS = 31 * 86_400_000;

export interface ReadingImportsOptions {
  /** The pool for what takes long. */
  database: Database;
  plants: Pick<Plants, 'get'>;
  /** The owner's time zone. */
  timeZone: () => Promise<string>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

export interface ImportRequest {
  file: Readable;
  fileName: string | undefined;
  /** undefined: as the file is recognised. */
  mapping: ImportMapping | undefined;
  /** Of times that do not say their own; the owner's if not given. */
  timeZone: string | undefined;
  /** Nothing is stored. */
  isDryRun: boolean;
}

/** What is being imported now. */
interface Running {
  id: number;
  lines: number;
  bytes: number;
}

/** History of plants from files of other programs. It changes no newest value and raises no alert. */
export class ReadingImports {
  readonly #options: ReadingImportsOptions;
  /** One at a time: two of the same file would both find nothing of it. */
  readonly #places: Admission;
  readonly #running = new Map<number, Running>();

  constructor(options: ReadingImportsOptions) {
    this.#options = options;
    this.#places = new Admission({
      places: 1,
      waitMs: 800,
      retryAfterS: 10,
      detail: 'Another file is being imported: try again when that has ended',
      clock: options.clock,
    });
  }

  /** Ends what a server was at when it was stopped. */
  async start(): Promise<void> {
    const { database, clock } = this.#options;
    await repository.endInterruptedImports(database, 'The server was stopped', clock.now());
  }

  /**
   * Reads a file while it comes, and stores what is new of it.
   * @throws ProblemError `plant_not_found`, `import_not_understood`, `invalid_request`, `payload_too_large`, `too_busy`
   */
  async run(plantId: string, request: ImportRequest): Promise<ImportReport> {
    await this.#options.plants.get(plantId);
    return this.#places.run(() => (request.isDryRun ? this.#tryOut(plantId, request) : this.#import(plantId, request)));
  }

  /** Newest first. @throws ProblemError `plant_not_found` */
  async list(plantId: string): Promise<PlantImport[]> {
    await this.#options.plants.get(plantId);
    const imports = await repository.listImports(this.#options.database, plantId);
    return imports.map((one) => ({ ...one, ...this.#running.get(one.id) }));
  }

  /**
   * Takes the readings of an import away again.
   * @throws ProblemError `plant_not_found`, `import_not_found`, `import_running`
   */
  async undo(plantId: string, id: number): Promise<void> {
    const { database, plants, bus } = this.#options;
    await plants.get(plantId);
    const [found] = await repository.listImports(database, plantId, id);
    if (!found) throw new ProblemError('import_not_found', `The plant has no import ${id}`);
    if (this.#running.has(id)) throw new ProblemError('import_running', 'Wait until it has ended, then take it back');
    if (found.from !== null && found.to !== null) {
      const end = Date.parse(found.to) + 1;
      for (let from = Date.parse(found.from); from < end; from += UNDONE_AT_ONCE_MS)
        await repository.deleteHistory(database, id, new Date(from), new Date(Math.min(from + UNDONE_AT_ONCE_MS, end)));
    }
    await repository.deleteImport(database, id);
    await this.#tell(plantId, bus);
  }

  async #tell(plantId: string, bus: ChangeBus): Promise<void> {
    await bus.publish('readings_imported', { plantIds: [plantId] });
    await bus.publish('plants_changed', { plantIds: [plantId] });
  }

  async #tryOut(plantId: string, request: ImportRequest): Promise<ImportReport> {
    const { database } = this.#options;
    const report = await this.#read(request, {
      take: (readings) => repository.countFresh(database, plantId, readings),
    });
    return { import_id: null, ...report };
  }

  async #import(plantId: string, request: ImportRequest): Promise<ImportReport> {
    const { database, bus, clock, log } = this.#options;
    const begun: { running?: Running; isStored: boolean } = { isStored: false };
    const end = async (failure: string | null): Promise<void> => {
      const { running } = begun;
      if (!running) return;
      this.#running.delete(running.id);
      if (!begun.isStored) await repository.deleteImport(database, running.id);
      else {
        await repository.endImport(database, running.id, { ...running, failure, at: clock.now() });
        await this.#tell(plantId, bus);
      }
    };
    const months = new Set<string>();
    try {
      const report = await this.#read(request, {
        onShape: async ({ form, mapping }) => {
          if (mapping.time === null || (mapping.values.length === 0 && mapping.series_columns.length === 0))
            throw notComplete();
          const fileName = request.fileName ?? null;
          const id = await repository.beginImport(database, { plantId, fileName, form, at: clock.now() });
          begun.running = { id, lines: 0, bytes: 0 };
          this.#running.set(id, begun.running);
        },
        onProgress: (lines, bytes) => Object.assign(begun.running ?? {}, { lines, bytes }),
        take: async (readings) => {
          await this.#addMonths(readings, months);
          const importId = (begun.running as Running).id;
          const count = await repository.storeHistory(database, { plantId, importId, readings });
          begun.isStored ||= count > 0;
          return count;
        },
      });
      if (!report.is_complete) throw notComplete();
      const { running } = begun;
      await end(null);
      log.info(`${report.readings_new} readings of ${report.lines} lines were imported for ${plantId}`);
      return { import_id: begun.isStored ? (running?.id ?? null) : null, ...report };
    } catch (failure) {
      await end(failure instanceof ProblemError ? failure.message : 'It ended before the whole file had come');
      throw failure;
    }
  }

  async #read(
    { file, mapping, timeZone }: ImportRequest,
    hooks: Pick<Parameters<typeof readHistoryFile>[1], 'take' | 'onShape'> & {
      onProgress?: (lines: number, bytes: number) => void;
    },
  ): Promise<FileReport> {
    const { database, clock } = this.#options;
    const { readings: keptFrom } = await readKeptFrom(database);
    let bytes = 0;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      // Not destroyed when it is left early: whoever sends it is to read the answer.
      for await (const piece of file.iterator({ destroyOnReturn: false })) {
        bytes += (piece as Uint8Array).length;
        if (bytes > MOST_BYTES)
          throw new ProblemError('payload_too_large', 'A file must be at most 1 GB: import it in parts');
        yield piece as Uint8Array;
      }
    }
    return readHistoryFile(fileText(pieces()), {
      mapping,
      zone: timeZone ?? (await this.#options.timeZone()),
      nowMs: clock.now().getTime(),
      keptFromMs: keptFrom?.getTime() ?? -Infinity,
      take: hooks.take,
      ...(hooks.onShape && { onShape: hooks.onShape }),
      onProgress: (lines) => hooks.onProgress?.(lines, bytes),
    });
  }

  /** Gives the months of readings a partition before they come: otherwise all of them would be moved there later. */
  async #addMonths(readings: readonly ImportedReading[], added: Set<string>): Promise<void> {
    for (const { time } of readings) {
      const month = time.toISOString().slice(0, 7);
      if (added.has(month)) continue;
      added.add(month);
      try {
        await addTelemetryMonth(this.#options.database, time);
      } catch (failure) {
        // Something reads everything, such as a backup. The upkeep makes it within hours.
        if (!isLockTimeout(failure)) throw failure;
      }
    }
  }
}

const notComplete = (): ProblemError =>
  new ProblemError(
    'import_not_understood',
    'It is not to be seen which column has times, or what is measured: make a dry run, complete the mapping that it answers, and send that',
  );
