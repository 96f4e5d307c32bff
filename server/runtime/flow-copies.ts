import type { Logger } from 'pino';
import type { Queryable } from '../db/pool.ts';
import { keepFlowFiles, readFlowFiles } from '../db/repositories/engine-at-work.ts';
import { makeFolder } from '../process/make-folder.ts';
import { flowEditsSchema } from '../services/backup/flow-edits-format.ts';
import { readFlowEdits, writeFlowEdits } from './flow-edits.ts';
import { readKept, writeKept } from './kept-json.ts';

export interface FlowCopiesOptions {
  database: Queryable;
  /** Where this engine keeps its flows. */
  dataFolder: string;
  log: Logger;
}

/**
 * The flows in the database, for engines that work in turn: each begins with those of the one before. The files stay what an
 * engine works with.
 */
export class FlowCopies {
  readonly #options: FlowCopiesOptions;
  #kept: Promise<void> = Promise.resolve();

  constructor(options: FlowCopiesOptions) {
    this.#options = options;
  }

  /** Puts what the engine before has kept into this one's files. The first engine has them kept as they are. */
  async bring(): Promise<void> {
    const { database, dataFolder } = this.#options;
    const { edits, credentials, settings } = await readFlowFiles(database);
    if (edits === undefined) return this.#keep();
    makeFolder(dataFolder, 0o711);
    writeFlowEdits(dataFolder, flowEditsSchema.nullable().parse(edits));
    writeKept(dataFolder, 'credentials.json', credentials);
    writeKept(dataFolder, 'settings.json', settings);
  }

  /** The files were written. */
  written(): void {
    const keep = (): Promise<void> => this.#keep();
    this.#kept = this.#kept.then(keep, keep);
    this.#kept.catch((failure: unknown) =>
      this.#options.log.error(
        { err: failure },
        'the flows are not in the database: another engine would run those of before',
      ),
    );
  }

  /** Resolves once the next engine would begin with what was written. Rejects if it would not. */
  settled(): Promise<void> {
    return this.#kept;
  }

  #keep(): Promise<void> {
    const { database, dataFolder } = this.#options;
    return keepFlowFiles(database, {
      edits: readFlowEdits(dataFolder),
      credentials: readKept(dataFolder, 'credentials.json'),
      settings: readKept(dataFolder, 'settings.json'),
    });
  }
}
