/**
 * Reads JSON as language models write it: with trailing commas, comments, quotes of other kinds, names without quotes,
 * line breaks in texts, and `None` or `True`. What is cut off is not completed: nobody knows how it would have ended.
 */

/** Deeper than any answer that is asked for. */
const DEEPEST = 24;

/** What closes a text, by what opens it. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '„': '“',
  '‘': '’',
  '`': '`',
  '«': '»',
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const WORDS: readonly (readonly [RegExp, unknown])[] = [
  [/(?:null|None|undefined|NaN)\b/y, null],
  [/(?:true|True)\b/y, true],
  [/(?:false|False)\b/y, false],
];

/** Why nothing could be read. It never leaves this file. */
class Unreadable extends Error {}

/** How much reading is left, in characters: many beginnings of which each reads to the end must not take forever. */
export interface Work {
  left: number;
}

class Reader {
  readonly #text: string;
  readonly #work: Work;
  at: number;

  constructor(text: string, at: number, work: Work) {
    this.#text = text;
    this.#work = work;
    this.at = at;
  }

  value(depth: number): unknown {
    this.#space();
    const next = this.#text[this.at] ?? '';
    if (depth > DEEPEST) throw new Unreadable();
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next in QUOTES) return this.#string(QUOTES[next] ?? next);
    const number = this.#match(/[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y);
    if (number !== undefined) return Number(number);
    for (const [word, value] of WORDS) if (this.#match(word) !== undefined) return value;
    throw new Unreadable();
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.at += 1;
    for (;;) {
      this.#space();
      if (this.#takes('}')) return Object.fromEntries(entries);
      const open = this.#text[this.at] ?? '';
      const name = open in QUOTES ? this.#string(QUOTES[open] ?? open) : this.#match(/[A-Za-z_$][\w$-]*/y);
      this.#space();
      if (name === undefined || !(this.#takes(':') || this.#takes('='))) throw new Unreadable();
      entries.push([name, this.value(depth + 1)]);
      this.#space();
      // A comma that is missing is read as if it stood there; one too many as well.
      while (this.#takes(',')) this.#space();
    }
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.at += 1;
    for (;;) {
      this.#space();
      if (this.#takes(']')) return items;
      items.push(this.value(depth + 1));
      this.#space();
      while (this.#takes(',')) this.#space();
    }
  }

  /** A quote within a text ends it only where something follows that may follow a text. */
  #string(close: string): string {
    let text = '';
    for (this.at += 1; this.at < this.#text.length; this.at += 1) {
      const char = this.#text[this.at] ?? '';
      this.#work.left -= 1;
      if (this.#work.left < 0) throw new Unreadable();
      if (char === '\\') {
        text += this.#escaped();
      } else if ((char === close || (close === '”' && char === '"')) && this.#endsHere()) {
        this.at += 1;
        return text;
      } else text += char;
    }
    throw new Unreadable();
  }

  #endsHere(): boolean {
    const after = this.#text.slice(this.at + 1, this.at + 80);
    return /^\s*(?:[:,}\]=#]|\/[/*]|$)/.test(after) || /^\s+["'“]/.test(after);
  }

  #escaped(): string {
    this.at += 1;
    const char = this.#text[this.at] ?? '';
    if (char !== 'u') return ESCAPES[char] ?? char;
    const code = this.#text.slice(this.at + 1, this.at + 5);
    if (!/^[\da-f]{4}$/i.test(code)) return '';
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  #space(): void {
    this.#match(/(?:[\s\u200B\uFEFF\u00A0]|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)*/y);
  }

  #takes(char: string): boolean {
    const isHere = this.#text[this.at] === char;
    if (isHere) this.at += 1;
    return isHere;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

/** The JSON that begins at a place of a text, and where it ends; undefined if none begins there, or it is cut off. */
export function jsonAt(
  text: string,
  at: number,
  work: Work = { left: text.length },
): { value: unknown; end: number } | undefined {
  const reader = new Reader(text, at, work);
  try {
    return { value: reader.value(0), end: reader.at };
  } catch (failure) {
    if (failure instanceof Unreadable) return undefined;
    throw failure;
  }
}
