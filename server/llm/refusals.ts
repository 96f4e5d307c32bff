/** What a server says when it refuses a request, in one form. */

/** More of a refusal is not read (characters). */
const LONGEST_REFUSAL = 8000;

/** A refusal that came with status 200, in the answer itself. */
export class RefusalInAnswer extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code: string | undefined) {
    super(message);
    this.name = 'RefusalInAnswer';
    this.status = status;
    this.code = code;
  }
}

/** The status that a refusal would have come with, by what it says. */
const STATUSES: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|too many requests|quota/i, 429],
  [/overload|unavailable|capacity/i, 503],
  [/api.?key|unauthori[sz]ed|authentication/i, 401],
  [/not.?found|no such model|unknown model|does not exist/i, 404],
  [/invalid|unsupported|not supported|unrecogni[sz]ed|unexpected|must be|bad request/i, 400],
];

interface SaidError {
  message?: unknown;
  code?: unknown;
  type?: unknown;
  status?: unknown;
}

/** The refusal in a piece of an answer, as some servers and proxies send it; undefined: there is none. */
export function refusalIn(piece: unknown): RefusalInAnswer | undefined {
  const { error } = (piece ?? {}) as { error?: unknown };
  if (error === undefined || error === null || error === false) return undefined;
  const { message, code, type, status } = (typeof error === 'object' ? error : { message: error }) as SaidError;
  const said = [message, type].filter((part) => typeof part === 'string').join(' ') || JSON.stringify(error);
  const given = [status, code].map(Number).find((number) => number >= 400 && number < 600);
  const byWords = STATUSES.find(([words]) => words.test(said))?.[1];
  return new RefusalInAnswer(given ?? byWords ?? 500, said, typeof code === 'string' ? code : undefined);
}

/**
 * What a failed request was refused with: its status and all that was said, in which names of fields can be looked for.
 * @returns undefined if it did not fail by a refusal
 */
export function refusalOf(failure: unknown): { status: number; said: string } | undefined {
  if (!(failure instanceof Error) || !('status' in failure) || typeof failure.status !== 'number') return undefined;
  const { error, code } = failure as { error?: unknown; code?: unknown };
  return {
    status: failure.status,
    said: [
      failure.message,
      typeof code === 'string' ? code : '',
      error === undefined ? '' : JSON.stringify(error),
    ].join(' '),
  };
}

/**
 * The same answer, but a refusal keeps what it says wherever it says it: the vendors' library reads only `error`, and
 * others say it in `detail`, `message` or plain text. That is put beside it, to look for names of fields in; it is never
 * shown, because whoever can change the base URL could read answers of other servers by it.
 */
export async function withReadableRefusal(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = (await response.text()).slice(0, LONGEST_REFUSAL);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  return new Response(JSON.stringify({ error: saidIn(text) }), { status, statusText, headers });
}

function saidIn(text: string): object {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return { message: error };
    if (typeof error === 'object' && error !== null && 'message' in error) return error;
  } catch {
    // Not JSON: it is looked through all the same.
  }
  return { message: 'it gave no reason', whole: text };
}
