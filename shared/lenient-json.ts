/**
 * Reads JSON that is not quite JSON, as small boards send it: `{"temperature":nan,"humidity":55}`, also with the quotes of
 * Python: `{'humidity': 55}`, or names without any: `{humidity: 55}`. What cannot be read is one value, not the message.
 */

/** A value that is not JSON, as it was sent. */
export class Unreadable {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Not JSON at all, or cut off: nobody knows what is missing. */
export const NOT_JSON = Symbol('not JSON');

const MEMBER = /^\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_]\w*)\s*:([\s\S]*)$/;
const BARE_NAME = /^\w+$/;
const IN_SINGLE_QUOTES = /^'((?:[^'\\]|\\.)*)'$/;

/**
 * Reads an object whose values may be unreadable. Anything else must be JSON.
 * @returns the value, in which an `Unreadable` stands for each member that is not JSON; `NOT_JSON` for everything else
 */
export function readLeniently(text: string): unknown {
  const inner = unwrapped(text);
  const whole = parsed(inner);
  if (!(whole instanceof Unreadable)) return whole;
  const parts = inner.startsWith('{') ? partsOf(inner) : undefined;
  if (!parts) return NOT_JSON;
  const members: { name: string; value: string }[] = [];
  for (const part of parts) {
    // A comma behind the last member.
    if (part.trim() === '') continue;
    const [, key, value] = MEMBER.exec(part) ?? [];
    const name = key === undefined || BARE_NAME.test(key) ? key : parsed(key);
    const before = members.at(-1);
    if (typeof name === 'string' && value !== undefined) members.push({ name, value: value.trim() });
    // A comma for the point of a number.
    else if (before) before.value += `,${part.trimEnd()}`;
    else return NOT_JSON;
  }
  return Object.fromEntries(members.map(({ name, value }) => [name, parsed(value)]));
}

/** Without what stands around a message and is no part of it: a byte order mark, and the end of a string in C. */
function unwrapped(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\0') end -= 1;
  return text.slice(text.startsWith('\uFEFF') ? 1 : 0, end).trim();
}

function parsed(text: string): unknown {
  const quoted = IN_SINGLE_QUOTES.exec(text)?.[1];
  try {
    return JSON.parse(quoted === undefined ? text : `"${quoted.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`);
  } catch {
    return new Unreadable(text);
  }
}

/**
 * The elements of a list as they were sent, each to be read by itself; undefined for what is no list.
 */
export function elementsOf(text: string): string[] | undefined {
  const inner = unwrapped(text);
  const parts = inner.startsWith('[') ? partsOf(inner) : undefined;
  return parts?.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * The members of an object or the elements of a list, as they were sent; undefined if the last bracket is not the end of
 * the text.
 */
function partsOf(text: string): string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") at = endOfString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at === text.length - 1 ? [...parts, text.slice(start, at)] : undefined;
    } else if (character === ',' && depth === 1) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return undefined;
}

/** Where the string ends that begins at `from`; the end of the text if it does not end. */
function endOfString(text: string, from: number): number {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return at;
}
