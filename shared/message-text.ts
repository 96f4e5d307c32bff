/** Makes short texts of what was on a message, for people to read. */

/** The longest text (characters). */
const LONGEST = 2048;
/** The longest string within an object (characters). */
const LONGEST_STRING = 500;
/** The most values of an object, with those in it. */
const MOST_VALUES = 300;
const DEEPEST = 8;

const SECRET = /passw|secret|token|credential|api_?key|authorization/i;
const HIDDEN = '•••';
/** A secret in a text that looks like JSON, also where the text is cut. */
const SECRET_IN_JSON =
  /("[^"\n]*(?:passw|secret|token|credential|api_?key|authorization)[^"\n]*"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^,}\]\s]+)/gi;

const cut = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** At most 2,048 characters of a text, without what PostgreSQL cannot hold. */
export const plainText = (text: string): string => cut(text, LONGEST).replaceAll('\0', '\uFFFD').toWellFormed();

/** A copy with a bounded number of values, without secrets. */
class Copy {
  #left = MOST_VALUES;

  of(value: unknown, depth = 0): unknown {
    this.#left -= 1;
    if (typeof value === 'string') return cut(value, LONGEST_STRING);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date || value instanceof Error) return String(value instanceof Date ? value.toJSON() : value);
    if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
    if (depth >= DEEPEST) return '…';
    if (Array.isArray(value)) return this.#list(value, depth);
    return this.#object(value, depth);
  }

  #list(values: readonly unknown[], depth: number): unknown[] {
    const copied: unknown[] = [];
    for (const value of values) {
      if (this.#left <= 0) return [...copied, '…'];
      copied.push(this.of(value, depth + 1));
    }
    return copied;
  }

  #object(value: object, depth: number): Record<string, unknown> {
    const copied: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (this.#left <= 0) return { ...copied, '…': '…' };
      copied[name] = SECRET.test(name) ? HIDDEN : this.of((value as Record<string, unknown>)[name], depth + 1);
    }
    return copied;
  }
}

const textIn = (text: string): string => cut(text.replace(SECRET_IN_JSON, `$1"${HIDDEN}"`), LONGEST);

/**
 * A payload as text of at most 2,048 characters. Values whose names say that they are secret are left out.
 * @param payload anything; bytes are read as UTF-8, objects become JSON. Takes a bounded time, however large it is
 */
export function messageText(payload: unknown): string {
  try {
    if (typeof payload === 'string') return plainText(textIn(payload.slice(0, 2 * LONGEST)));
    if (payload instanceof Uint8Array)
      return plainText(textIn(new TextDecoder().decode(payload.subarray(0, 2 * LONGEST))));
    const json = JSON.stringify(new Copy().of(payload)) as string | undefined;
    return plainText(cut(json ?? String(payload), LONGEST));
  } catch {
    // A getter of an object that the owner made may throw.
    return '(cannot be shown)';
  }
}
