import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';

export interface StopVerdictOptions {
  /** The file of the broker's store; undefined where somebody else runs the broker. */
  file: string | undefined;
  /** Whether the broker could save it last. */
  isSaved: () => boolean;
  /** Messages that wait at the broker, by its last report. */
  waiting: () => number;
  /** Messages that wait at the broker, by a report of now; undefined if it does not tell. */
  askWaiting: () => Promise<number | undefined>;
  /** Messages that have been answered for. */
  answered: () => number;
  /** Keeps the number for the next start, as far as the database takes it. */
  noteLost: (count: number) => Promise<void>;
  log: Logger;
}

const NOTHING_LOST = 'stopped; nothing is lost';

/**
 * Says at a stop what is true: what the broker acknowledged is in the database or in the broker's store, or it is lost with
 * the broker's process, and then how much.
 */
export class StopVerdict {
  readonly #options: StopVerdictOptions;
  /** What waited when the store was last saved, and what had been answered for by then. */
  #atSave = { waiting: 0, answered: 0 };
  #lost = 0;

  constructor(options: StopVerdictOptions) {
    this.#options = options;
  }

  /** The broker's store was saved, with all that waits now. */
  saved(): void {
    const { waiting, answered } = this.#options;
    this.#atSave = { waiting: waiting(), answered: answered() };
  }

  /** Stops the broker, and finds out what was lost by that. */
  async around(stopBroker: () => Promise<void>): Promise<void> {
    const { file, isSaved, waiting, askWaiting, answered, noteLost, log } = this.#options;
    if (file === undefined) return stopBroker();
    const before = await timeOf(file);
    const count = isSaved() ? waiting() : ((await askWaiting()) ?? waiting());
    await stopBroker();
    const after = await timeOf(file);
    // The broker saves at each stop.
    if (after !== undefined && after !== before) return;
    // It hands out the oldest first, so what was answered for since is what is in the file and need not be.
    const inFile = before === undefined ? 0 : Math.max(0, this.#atSave.waiting - (answered() - this.#atSave.answered));
    this.#lost = Math.max(0, count - inFile);
    if (this.#lost === 0) return;
    await noteLost(this.#lost).catch((failure: unknown) =>
      log.warn({ err: failure }, 'how much was lost is not kept for the next start'),
    );
  }

  /** What is said when everything has stopped. */
  get words(): string {
    if (this.#lost === 0) return NOTHING_LOST;
    const what = this.#lost === 1 ? '1 message' : `${this.#lost} messages`;
    return `stopped; ${what} that the broker had acknowledged ${this.#lost === 1 ? 'is' : 'are'} lost: its store could not be saved. Free space on the disk of ${this.#options.file} before the next start`;
  }

  get isLoss(): boolean {
    return this.#lost > 0;
  }
}

/** @returns undefined for a file that is not there or empty */
const timeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size, mtimeMs }) => (size > 0 ? mtimeMs : undefined),
    () => undefined,
  );
