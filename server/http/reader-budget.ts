import { ProblemError } from '@plantops/shared/problem.ts';

/** More unread data than this, and a reader is dropped; it comes back with `Last-Event-ID`. */
export const UNREAD_BYTES = 128 * 1024;
/** Of all readers together; beyond it, the one with most unread is dropped. */
const UNREAD_BYTES_IN_ALL = 4 * 2 ** 20;
const MOST_READERS = 1000;
/** An office behind one address has fewer screens. */
const MOST_OF_ONE = 600;

/** A reader of live events, as its budget sees it. */
export interface Reader {
  /** Whose reader it is, as `guesserOf` tells. */
  guesser: string;
  unreadBytes(): number;
  drop(): void;
}

/** How many readers of live events there may be, and how much may wait for them. */
export class ReaderBudget {
  /** What each left unread when something was last sent to it (bytes). */
  readonly #unread = new Map<Reader, number>();
  #inAll = 0;
  readonly #ofOne = new Map<string, number>();

  /**
   * Takes a reader in.
   * @returns a function that lets it go
   * @throws ProblemError `too_busy`
   */
  enter(reader: Reader): () => void {
    const ofOne = this.#ofOne.get(reader.guesser) ?? 0;
    if (this.#unread.size >= MOST_READERS || ofOne >= MOST_OF_ONE)
      throw new ProblemError('too_busy', 'Too many screens follow live events already: close some', [], {
        retryAfterS: 30,
      });
    this.#unread.set(reader, 0);
    this.#ofOne.set(reader.guesser, ofOne + 1);
    return () => this.#forget(reader);
  }

  /**
   * To be called when something was sent to a reader. Drops it if it has too much unread, and whoever has most if all
   * together have.
   */
  check(reader: Reader): void {
    if (this.#note(reader) > UNREAD_BYTES) this.#drop(reader);
    if (this.#inAll <= UNREAD_BYTES_IN_ALL) return;
    // What was noted of the others may have been read since.
    for (const each of this.#unread.keys()) this.#note(each);
    const most = [...this.#unread].sort(([, a], [, b]) => b - a);
    for (const [each] of most) {
      if (this.#inAll <= UNREAD_BYTES_IN_ALL) return;
      this.#drop(each);
    }
  }

  #note(reader: Reader, bytes = reader.unreadBytes()): number {
    this.#inAll += bytes - (this.#unread.get(reader) ?? 0);
    this.#unread.set(reader, bytes);
    return bytes;
  }

  #drop(reader: Reader): void {
    this.#forget(reader);
    reader.drop();
  }

  #forget(reader: Reader): void {
    this.#inAll -= this.#unread.get(reader) ?? 0;
    if (!this.#unread.delete(reader)) return;
    const left = (this.#ofOne.get(reader.guesser) ?? 1) - 1;
    if (left === 0) this.#ofOne.delete(reader.guesser);
    else this.#ofOne.set(reader.guesser, left);
  }
}
