import { type FileHandle, open } from 'node:fs/promises';

/** How Mosquitto's store begins, and the versions of it that are known here (persist.h of 2.0 and 2.1). */
const MAGIC = Buffer.from('\0\u00b5\0mosquitto db', 'latin1');
const VERSIONS = [5, 6];
/** Magic, check sum and version; then pieces, each with its kind and its length. */
const HEAD_BYTES = MAGIC.length + 8;
const PIECE_HEAD_BYTES = 8;
/** A message in somebody's queue, and one that is retained. Both begin with the number of the message. */
const [QUEUED, RETAINED] = [3, 4];
const NUMBER_BYTES = 8;
/** So much is read at once (bytes). */
const WINDOW_BYTES = 2 ** 18;

/**
 * Counts the messages that wait in a file of the broker's store, as its own figures count them: each once, however many wait
 * for it, and none that is retained.
 * @returns undefined if the file cannot be read, or is not as known here
 */
export async function waitingInStore(file: string): Promise<number | undefined> {
  const handle = await open(file).catch(() => undefined);
  try {
    return handle && (await countIn(new Window(handle)));
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function countIn(window: Window): Promise<number | undefined> {
  const head = await window.at(0, HEAD_BYTES);
  const isKnown = head?.subarray(0, MAGIC.length).equals(MAGIC) && VERSIONS.includes(head.readUInt32BE(HEAD_BYTES - 4));
  if (!head || !isKnown) return undefined;
  const waiting = new Set<bigint>();
  let position = HEAD_BYTES;
  for (;;) {
    const piece = await window.at(position, PIECE_HEAD_BYTES);
    if (!piece) return waiting.size;
    const [kind, length] = [piece.readUInt32BE(0), piece.readUInt32BE(4)];
    if (kind === QUEUED || kind === RETAINED) {
      const number = (await window.at(position + PIECE_HEAD_BYTES, NUMBER_BYTES))?.readBigUInt64BE(0);
      if (number === undefined) return undefined;
      // Those that are retained come last.
      if (kind === QUEUED) waiting.add(number);
      else waiting.delete(number);
    }
    position += PIECE_HEAD_BYTES + length;
  }
}

/** A file that is read from front to back, much of it at once. */
class Window {
  readonly #handle: FileHandle;
  readonly #bytes = Buffer.alloc(WINDOW_BYTES);
  #from = 0;
  #length = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @returns undefined where the file ends before that */
  async at(position: number, length: number): Promise<Buffer | undefined> {
    if (position < this.#from || position + length > this.#from + this.#length) {
      this.#from = position;
      this.#length = (await this.#handle.read(this.#bytes, 0, WINDOW_BYTES, position)).bytesRead;
    }
    const start = position - this.#from;
    return length <= this.#length - start ? this.#bytes.subarray(start, start + length) : undefined;
  }
}
