import { ForeignAnswer } from './vendor.ts';

/** An answer is far shorter; more than this (characters) is no answer. */
const LONGEST = 4_000_000;
const DONE = '[DONE]';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Reads whatever servers send for a stream: events (SSE) with or without an end mark and blank lines, one JSON a line,
 * or one JSON that is not streamed at all.
 * @param onLife called with every piece that arrives, also with one that holds no text
 * @throws SyntaxError for JSON that is broken, ForeignAnswer for what is none
 */
export async function* receivedJson(response: Response, onLife: () => void): AsyncGenerator<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const isAnnounced = /\b(?:json|event-stream)\b/i.test(type);
  const foreign = (): Error => new ForeignAnswer(`an answer of type ${type.slice(0, 60) || 'unknown'}`);
  /** What is not complete yet: the data of an event, or lines of JSON. */
  let [pending, seen] = ['', 0];

  /** The JSON that this line completes. */
  function* completedBy(line: string): Generator<unknown> {
    const data = /^data:\s?(.*)$/.exec(line)?.[1];
    if (data === undefined && /^(?:event|id|retry)?:/.test(line)) return;
    // A blank line ends an event; one JSON over many lines may have some too.
    if (line.trim() === '' && !/^\s*[[{]/.test(pending)) return;
    pending += `${data ?? line}\n`;
    if (!/[\]}"\w]\s*$/.test(pending) || !isJson(pending)) return;
    const complete: unknown = JSON.parse(pending);
    pending = '';
    yield complete;
  }

  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    onLife();
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    seen += (chunk as Uint8Array).length;
    if (seen > LONGEST) throw foreign();
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.replace(/^data:\s*/, '').trim() === DONE) return;
      if (!isAnnounced && pending === '' && /^\s*</.test(line)) throw foreign();
      yield* completedBy(line);
    }
  }
  rest += decoder.decode();
  if (rest.trim() !== '' && rest.replace(/^data:\s*/, '').trim() !== DONE) yield* completedBy(rest);
  if (pending.trim() === '') {
    if (seen === 0 && !isAnnounced) throw foreign();
    return;
  }
  if (isAnnounced) throw new SyntaxError('the answer is no complete JSON');
  throw foreign();
}
