import { stat } from 'node:fs/promises';
import type { CheckResult } from '@plantops/shared/durability/checks.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';

/** How often it looks (ms). */
const EVERY_MS = 1000;
/**
 * The broker saves its store every five seconds, whether anything came or not (`autosave_interval`). A file that has not
 * changed at so many looks while the broker was well is not saved.
 */
const IDLE_LOOKS = 20;
/** The store is written anew beside the one before, so there must be room for another one, and some more (bytes). */
const LEAST_ROOM_BYTES = 8 * 2 ** 20;
const ROOM_PER_BYTE = 1.5;
/** Devices are let in again once there is this much more room than they were shut out at. */
const ROOM_TO_GO_ON = 1.25;

/**
 * What Mosquitto says when it cannot save: the bare words of the system ("Error: No space left on device."), or that it
 * cannot open the file. Seen with 2.0.11 on a full disk, and in its source (persist_write.c).
 */
const NOT_SAVED =
  /\bError: (No space left on device|Disk quota exceeded|Read-only file system|File too large|Input\/output error|Is a directory|No such file or directory)|\bError saving in-memory database, (unable to open [^ ]+)/;

export interface StoreWatchOptions {
  /** The file of the broker's store; undefined where somebody else runs the broker. */
  file: string | undefined;
  /** Free room on the disk of the store (bytes). */
  freeBytes: () => Promise<number>;
  /** Whether the broker does its work: a hanging one saves nothing, and that is told elsewhere. */
  isBrokerWell: () => boolean;
  /** Lets devices in at the broker, or has it refuse them. */
  admit: (isAdmitted: boolean) => Promise<void>;
  clock: Clock;
  log: Logger;
}

const megabytes = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;

/**
 * Knows whether the broker can save what waits in it. Where it cannot, devices are not let in: the broker would go on
 * acknowledging what is lost with its process.
 */
export class StoreWatch {
  readonly #options: StoreWatchOptions;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #savedAs: { mtimeMs: number; size: number } | undefined;
  #savedAt: Date | undefined;
  #idleLooks = 0;
  /** Why the broker could not save; until it has saved again. */
  #reason: string | undefined;
  #trouble: CheckResult | undefined;
  #isAdmitted = true;
  /** Whether it was said that this fails. */
  #hasWarned = false;
  #onSaved: () => void = () => undefined;

  constructor(options: StoreWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.file === undefined) return;
    this.#timer = this.#options.clock.every(EVERY_MS, () => void this.look());
  }

  /** Devices that were shut out stay so: the next start lets them in if the store can be saved. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  /** Calls the listener whenever the store was saved. */
  onSaved(listener: () => void): void {
    this.#onSaved = listener;
  }

  /** Takes a line of the broker's log. */
  take(line: string): void {
    const [, said, unopened] = NOT_SAVED.exec(line) ?? [];
    const reason = said ?? unopened;
    if (reason === undefined) return;
    this.#reason = reason;
    void this.look();
  }

  /** When the store was last seen to be saved; undefined before that. */
  get savedAt(): Date | undefined {
    return this.#savedAt;
  }

  /** Whether the broker can save what waits, as far as is known. */
  get isSaved(): boolean {
    return this.#trouble === undefined;
  }

  check(): CheckResult {
    if (this.#options.file === undefined) return { state: 'unknown', code: 'store_elsewhere', figures: {} };
    return this.#trouble ?? { state: 'ok', code: 'store_saved', figures: {} };
  }

  /** Looks at the file, the disk and what the broker said; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { file, freeBytes, isBrokerWell, log } = this.#options;
    if (file === undefined) return;
    const found = await stat(file).catch(() => undefined);
    this.#noteFile(found && { mtimeMs: found.mtimeMs, size: found.size }, isBrokerWell());
    const free = await freeBytes().catch(() => undefined);
    const before = this.#trouble;
    this.#trouble = this.#judge(free, found?.size ?? 0);
    if (!before && this.#trouble)
      log.error(this.#trouble.figures, 'the broker cannot save its store: devices are not let in');
    if (before && !this.#trouble) log.info('the broker saves its store again: devices are let in');
    await this.#follow();
  }

  #noteFile(found: { mtimeMs: number; size: number } | undefined, isBrokerWell: boolean): void {
    const before = this.#savedAs;
    const isSaved = found !== undefined && found.size > 0 && found.mtimeMs !== before?.mtimeMs;
    if (!isSaved) {
      if (isBrokerWell) this.#idleLooks += 1;
      return;
    }
    this.#savedAs = found;
    this.#idleLooks = 0;
    // The first look shows a file of before.
    if (before === undefined && this.#reason !== undefined) return;
    this.#reason = undefined;
    this.#savedAt = this.#options.clock.now();
    this.#onSaved();
  }

  #judge(free: number | undefined, size: number): CheckResult | undefined {
    if (this.#idleLooks >= IDLE_LOOKS)
      this.#reason ??= `its file has not changed for ${Math.round((IDLE_LOOKS * EVERY_MS) / 1000)} s`;
    if (this.#reason !== undefined)
      return { state: 'failing', code: 'store_not_saved', figures: { reason: this.#reason } };
    const needed = Math.max(LEAST_ROOM_BYTES, size * ROOM_PER_BYTE) * (this.#trouble ? ROOM_TO_GO_ON : 1);
    if (free === undefined || free >= needed) return undefined;
    const figures = { free_mb: megabytes(free), needed_mb: megabytes(needed) };
    return { state: 'failing', code: 'store_low_space', figures };
  }

  /** Lets devices in, or not. What fails is tried again at the next look. */
  async #follow(): Promise<void> {
    const { admit, log } = this.#options;
    const isAdmitted = this.#trouble === undefined;
    if (isAdmitted === this.#isAdmitted) return;
    try {
      await admit(isAdmitted);
      this.#isAdmitted = isAdmitted;
      this.#hasWarned = false;
    } catch (failure) {
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      log.warn(
        { err: failure },
        `devices could not be ${isAdmitted ? 'let in' : 'shut out'} at the broker; trying again`,
      );
    }
  }
}
