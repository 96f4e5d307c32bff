import { call } from './api.ts';
import { type OpenApiDocument, OpenApiJudge } from './openapi-judge.ts';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

/** Calls the API, and fails if an answer does not match the server's own OpenAPI document. */
export class JudgedApi {
  readonly judge: OpenApiJudge;
  readonly #base: string;
  /** The operations and statuses for which an answer was checked, such as `get /api/plants 200`. */
  readonly seen = new Set<string>();

  private constructor(base: string, document: OpenApiDocument) {
    this.#base = base;
    this.judge = new OpenApiJudge(document);
  }

  /** @param headers for a server that asks for the owner password */
  static async of(base: string, headers: Record<string, string> = {}): Promise<JudgedApi> {
    return new JudgedApi(
      base,
      (await call<OpenApiDocument>(base, 'GET', '/api/openapi.json', undefined, headers)).body,
    );
  }

  /** @throws Error if the answer does not match the document */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await call<T>(this.#base, method, path, body, headers);
    this.check(method, path, answer);
    return answer;
  }

  /** @throws Error if the answer does not match the document */
  check(method: string, path: string, { status, headers, body }: Answer<unknown>): void {
    const pathname = path.split('?')[0] ?? '';
    const complaint = this.judge.complaint({
      method,
      path: pathname,
      status,
      contentType: headers.get('content-type') ?? '',
      body,
    });
    if (complaint !== undefined) throw new Error(`${method} ${path}: ${complaint}`);
    const template = this.judge.templateOf(pathname);
    if (template !== undefined) this.seen.add(`${method.toLowerCase()} ${template} ${status}`);
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  /** Makes a request that must be refused. @throws Error if it is not */
  async refused(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Problem> {
    const answer = await this.call<Problem>(method, path, body, headers);
    if (answer.status < 400)
      throw new Error(`${method} ${path} answered ${answer.status}, but should have been refused`);
    if (answer.body.status !== answer.status)
      throw new Error(`${method} ${path} answered ${answer.status} with a problem of status ${answer.body.status}`);
    return answer.body;
  }
}
