import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { waitingInStore } from '../../broker/store-file.ts';

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
  /** What had been answered for when the store was last saved. */
  #answeredAtSave = 0;
  #lost = 0;
  /** Whether less may be lost, because what the broker saved before is not known. */
  #isAtMost = false;

  constructor(options: StopVerdictOptions) {
    this.#options = options;
  }

  /** The broker's store was saved. */
  saved(): void {
    this.#answeredAtSave = this.#options.answered();
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
    // The file tells what it holds; what the broker reports may be two seconds older or newer than that, which is a thousand
    // readings under load.
    const saved = before === undefined ? 0 : await waitingInStore(file);
    this.#isAtMost = saved === undefined;
    // It hands out the oldest first, so what was answered for since is what is in the file and need not be.
    const inFile = Math.max(0, (saved ?? 0) - (answered() - this.#answeredAtSave));
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
    const most = this.#isAtMost ? 'at most ' : '';
    return `stopped; ${most}${what} that the broker had acknowledged ${this.#lost === 1 ? 'is' : 'are'} lost: its store could not be saved. Free space on the disk of ${this.#options.file} before the next start`;
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
