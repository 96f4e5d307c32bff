import { clock } from '../clock';

/** How often a request is sent at most. */
const TRIES = 3;
/** Whoever looks on does not wait for longer (s). */
const LONGEST_WAIT_S = 5;
/** After this long without a byte of its answer, a request for data is given up: the line is dead. */
const SILENT_READ_MS = 20_000;
/** The same for what changes something, which may take its time; only while the live events are not heard, either. */
const SILENT_WRITE_MS = 30_000;

/** Resolves after a time, or rejects once the signal aborts. */
function pauseWhile(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
  });
}

const waiting = new Set<AbortController>();
let isLineDead = false;

/**
 * Called when the live events cease to be heard, and when they are heard again. What waits for an answer over a dead line is
 * given up, and fails like a request to a server that is not there.
 */
export function noteLine(isHeard: boolean): void {
  isLineDead = !isHeard;
  if (isLineDead) for (const own of waiting) own.abort(new TypeError('The line is dead'));
}

/** The answer with its whole content. @param heard called for each piece */
async function read(response: Response, heard: () => void): Promise<Response> {
  if (!response.body) return response;
  const { status, statusText, headers } = response;
  const reader = response.body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Response(new Blob(pieces), { status, statusText, headers });
    heard();
    pieces.push(value);
  }
}

/** Sends a request once, and gives it up when nothing comes. */
async function sendOnce(request: Request): Promise<Response> {
  const own = new AbortController();
  const isRead = request.method === 'GET';
  const limitMs = isRead ? SILENT_READ_MS : isLineDead ? SILENT_WRITE_MS : Infinity;
  const limited = () => clock.after(limitMs, () => own.abort(new TypeError('No answer in time')));
  let limit = limitMs === Infinity ? undefined : limited();
  const heard = (): void => {
    limit?.cancel();
    limit &&= limited();
  };
  const leave = (): void => {
    limit?.cancel();
    own.abort(request.signal.reason);
  };
  if (request.signal.aborted) leave();
  request.signal.addEventListener('abort', leave, { once: true });
  waiting.add(own);
  try {
    const response = await fetch(request, { signal: own.signal });
    heard();
    return isRead ? await read(response, heard) : response;
  } finally {
    limit?.cancel();
    waiting.delete(own);
    request.signal.removeEventListener('abort', leave);
  }
}

/**
 * `fetch`, which does not wait for ever over a dead line, and reads again by itself what the server was too busy for, when
 * the server says that it will soon have time: a page with many charts asks for more at once than are drawn at once.
 */
export const patientFetch: typeof fetch = async (input, init) => {
  if (!(input instanceof Request)) return fetch(input, init);
  if (input.method !== 'GET') return sendOnce(input);
  for (let tries = 1; ; tries += 1) {
    const response = await sendOnce(input);
    const waitS = Number(response.headers.get('retry-after') ?? Infinity);
    if (response.status !== 503 || waitS > LONGEST_WAIT_S || tries === TRIES) return response;
    await pauseWhile(input.signal, waitS * 1000);
  }
};
