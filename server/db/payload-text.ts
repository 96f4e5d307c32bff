/** Begins the text of a payload that is no text itself. */
const BINARY = 'data:application/octet-stream;base64,';

/** A payload as text that PostgreSQL can hold and that nothing is lost in. */
export function textOfPayload(payload: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
    if (!text.includes('\0') && !text.startsWith(BINARY)) return text;
  } catch {
    // It is not text.
  }
  return BINARY + Buffer.from(payload).toString('base64');
}

/** The payload that `textOfPayload` made into text. */
export const payloadOfText = (text: string): Buffer =>
  text.startsWith(BINARY) ? Buffer.from(text.slice(BINARY.length), 'base64') : Buffer.from(text);
