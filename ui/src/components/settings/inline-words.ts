/** Divides a sentence of the changelog by how its parts are written. Pure. */

export interface InlinePart {
  words: string;
  kind: 'plain' | 'code' | 'emphasis' | 'strong';
}

/** Code, strong, emphasis, and links, of which only the words are kept: what they lead to is in the documentation. */
const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]+\)/g;

/** The parts in their order; together they are the sentence without its marks. */
export function inlineParts(sentence: string): InlinePart[] {
  const parts: InlinePart[] = [];
  const add = (words: string, kind: InlinePart['kind']): void => {
    if (words !== '') parts.push({ words, kind });
  };
  let at = 0;
  for (const found of sentence.matchAll(MARKED)) {
    const [whole, code, strong, emphasis, link] = found;
    add(sentence.slice(at, found.index), 'plain');
    if (code !== undefined) add(code, 'code');
    else if (strong !== undefined) add(strong, 'strong');
    else if (emphasis !== undefined) add(emphasis, 'emphasis');
    else add(link ?? '', 'plain');
    at = found.index + whole.length;
  }
  add(sentence.slice(at), 'plain');
  return parts;
}
