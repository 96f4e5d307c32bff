import { closeSync, type FSWatcher, fstatSync, ftruncateSync, openSync, readSync, watch } from 'node:fs';
import type { Clock, Timer } from '@plantops/shared/clock.ts';

/** What was read is let go of once there is so much of it (bytes). */
const LONGEST = 2 ** 20;
const PIECE = 65_536;
/** Where changes of files are not told, it is looked this often (ms). */
const LOOK_MS = 1000;

/**
 * The output of a process in a file, as lines. Unlike a pipe it never makes the process wait: a pipe that nobody reads is full
 * after a few hundred lines, and a server that is busy or suspended would take its broker with it.
 */
export class LineFile {
  readonly #file: string;
  readonly #onLine: (line: string) => void;
  readonly #clock: Clock;
  #fd: number | undefined;
  #watcher: FSWatcher | undefined;
  #timer: Timer | undefined;
  #readTo = 0;
  #rest = '';

  constructor(file: string, onLine: (line: string) => void, clock: Clock) {
    this.#file = file;
    this.#onLine = onLine;
    this.#clock = clock;
  }

  /** Begins it anew. @returns the descriptor to hand to the process: it appends, so that it goes on where the file was cut */
  open(): number {
    this.close();
    this.#fd = openSync(this.#file, 'a+', 0o600);
    ftruncateSync(this.#fd);
    [this.#readTo, this.#rest] = [0, ''];
    try {
      this.#watcher = watch(this.#file, { persistent: false }, () => this.read()).on('error', () => undefined);
    } catch {
      // As many files are watched as the system allows: looking is enough.
    }
    this.#timer = this.#clock.every(LOOK_MS, () => this.read());
    return this.#fd;
  }

  /** Hands out the lines that have come. */
  read(): void {
    if (this.#fd === undefined) return;
    const piece = Buffer.alloc(PIECE);
    for (;;) {
      const length = readSync(this.#fd, piece, 0, PIECE, this.#readTo);
      if (length === 0) break;
      this.#readTo += length;
      const lines = (this.#rest + piece.toString('utf8', 0, length)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line);
    }
    if (this.#readTo < LONGEST || fstatSync(this.#fd).size > this.#readTo) return;
    ftruncateSync(this.#fd);
    this.#readTo = 0;
  }

  /** Hands out what is left, also without its end, and closes it. */
  close(): void {
    if (this.#fd === undefined) return;
    this.read();
    if (this.#rest !== '') this.#onLine(this.#rest);
    this.#watcher?.close();
    this.#timer?.cancel();
    closeSync(this.#fd);
    this.#fd = undefined;
  }
}
