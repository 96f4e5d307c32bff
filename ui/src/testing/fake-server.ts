/** A server for tests: it stands behind `fetch`, answers what a test says, and keeps what it was asked. */
import type { Clock } from '@plantops/shared/clock.ts';
import { stillPlaying, throwFailures } from './play';
import type { Problem } from '../api/generated';

/** One request, as it went over the wire. */
export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  query: Record<string, string>;
  /** Parsed if it is JSON; a Blob if it is a file; undefined if there is none. */
  body: unknown;
  headers: Headers;
  /** The parts of the path that a pattern such as `/api/plants/:id` names. */
  params: Record<string, string>;
  /** Whether the dashboard no longer wants the answer. */
  isAborted: () => boolean;
}

/** An answer with more than its data. */
export class Reply {
  readonly data: unknown;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(
    data: unknown,
    { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ) {
    this.data = data;
    this.status = status;
    this.headers = headers;
  }
}

/** A page of a list. @param cursor of the page after it */
export const page = (data: unknown, cursor?: string | number): Reply =>
  new Reply(data, cursor === undefined ? {} : { headers: { Link: `</next?cursor=${cursor}>; rel="next"` } });

/** What the server says when it refuses: RFC 9457, as PlantOps sends it. */
export const problem = (status: number, { code = 'invalid', detail = 'No.', ...more }: Partial<Problem> = {}): Reply =>
  new Reply({ type: 'about:blank', title: 'No', status, code, detail, ...more }, { status });

/** A request whose answer the test gives when it wants to. */
export interface Held {
  /** The request; undefined until it was sent. */
  readonly call: Call | undefined;
  /** Answers, and resolves once the dashboard has made of it what it does. */
  answer: (data: unknown) => Promise<void>;
  /** The connection breaks. */
  lose: () => Promise<void>;
}

type Answer = (call: Call) => unknown;
interface Rule {
  method: string;
  pattern: RegExp;
  answer: Answer;
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);

/** Not JSON: it stays as it is. */
const isFile = (data: unknown): data is Blob => data instanceof Blob;

export class FakeServer {
  /** All requests, in their order. */
  readonly calls: Call[] = [];
  /** Requests for which the test gave no answer. */
  readonly unexpected: string[] = [];
  /** Its clock, compared with the clock of the dashboard, in milliseconds. */
  aheadMs = 0;
  isReachable = true;
  readonly #clock: Clock;
  readonly #rules: Rule[] = [];
  readonly #holds: Rule[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * From now on, these requests are answered so. A later answer for the same path replaces an earlier one.
   * @param path without the query; `:name` stands for any part
   * @param answer the data, a `Reply`, or a function that makes one of them from the request
   */
  answer(method: string, path: string, answer: unknown): void {
    const make: Answer = typeof answer === 'function' ? (answer as Answer) : () => answer;
    this.#rules.unshift({ method, pattern: patternOf(path), answer: make });
  }

  /** The next such request waits until the test answers it. Several are held in their order. */
  hold(method: string, path: string): Held {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    let call: Call | undefined;
    this.#holds.push({
      method,
      pattern: patternOf(path),
      answer: (asked) => {
        call = asked;
        return promise;
      },
    });
    return {
      get call() {
        return call;
      },
      answer: (data) => (resolve(data), settled()),
      lose: () => (reject(new TypeError('Failed to fetch')), settled()),
    };
  }

  /** The requests for one path, in their order. */
  asked(method: string, path: string): Call[] {
    const pattern = patternOf(path);
    return this.calls.filter((call) => call.method === method && pattern.test(call.path));
  }

  /** Stands in for `fetch`. */
  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), window.location.href), init);
    const { method, headers } = request;
    const signal = init?.signal ?? request.signal;
    const { pathname: path, searchParams } = new URL(request.url);
    const query = Object.fromEntries(searchParams);
    const call: Call = { method, path, query, body: undefined, headers, params: {}, isAborted: () => signal.aborted };
    this.calls.push(call);
    const isRule = (rule: Rule): boolean => rule.method === method && rule.pattern.test(path);
    const held = this.#holds.findIndex(isRule);
    const rule = held === -1 ? this.#rules.find(isRule) : this.#holds.splice(held, 1)[0];
    call.params = { ...rule?.pattern.exec(path)?.groups };
    call.body = await bodyOf(request);
    if (!this.isReachable) throw new TypeError('Failed to fetch');
    if (!rule) {
      this.unexpected.push(`${method} ${path}${searchParams.size > 0 ? `?${searchParams}` : ''}`);
      throw new TypeError('Failed to fetch');
    }
    return this.#response(await unlessAborted(signal, async () => rule.answer(call)));
  };

  #response(data: unknown): Response {
    const { status, headers, data: content } = data instanceof Reply ? data : new Reply(data);
    const Date_ = new Date(this.#clock.now().getTime() + this.aheadMs).toUTCString();
    const type = isFile(content) ? content.type : 'application/json';
    return new Response(status === 204 ? null : isFile(content) ? content : JSON.stringify(content), {
      status,
      headers: { 'Content-Type': type, Date: Date_, ...headers },
    });
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  if (request.body === null) return undefined;
  if (!request.headers.get('Content-Type')?.includes('json')) return request.blob();
  return JSON.parse(await request.text());
}

/** As `fetch` does it: the request ends at once when it is no longer wanted. */
function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const end = (): void =>
      reject((signal.reason as Error | undefined) ?? new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });
  return Promise.race([work(), aborted]);
}

/**
 * Resolves once all that follows from what has just happened is done: promises, watchers, the next frame's DOM.
 * @throws what a component threw meanwhile
 */
export async function settled(): Promise<void> {
  const playing = stillPlaying();
  for (let round = 0; round < 4; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    // What waits for other turns of the event loop, such as a change of the address.
    await new Promise((resolve) => setTimeout(resolve));
    await playing();
  }
  throwFailures();
}
