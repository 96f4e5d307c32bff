import type { Clock } from '@plantops/shared/clock.ts';
import { isProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import { z } from 'zod';

const TIMEOUT_MS = 10_000;
const WATCH_MS = 15_000;

export interface RestOptions {
  /** Where PlantOps answers, such as `http://plants.local:8080`; a path in it is kept. */
  url: string;
  /** The owner's password, if PlantOps asks for one. */
  password: string | undefined;
  clock: Clock;
}

interface Question<Answer> {
  /** Below the address, such as `/api/plants`. */
  path: string;
  /** What is needed of the answer; a newer server may say more. */
  answer: z.ZodType<Answer>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Path segments with an id that may hold anything. */
export const pathTo = (...segments: string[]): string => `/${segments.map(encodeURIComponent).join('/')}`;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const sessionAnswer = z.object({ authenticated: z.boolean() });
const problemAnswer = z.object({ code: z.string(), detail: z.string() });

/** Requests to a PlantOps server, and whether it answers. Its failures are sentences for whoever wires the flow. */
export class Rest {
  readonly #options: RestOptions;
  #trouble: string | undefined;
  #wasRefused = false;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Why it cannot be used just now, in a few words. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Asks every 15 seconds whether the server is there. @returns a function that ends it */
  watch(): () => void {
    const look = (): void => {
      // Asking again with a password that was refused would lock everyone out.
      if (!this.#wasRefused) void this.#look();
    };
    look();
    const timer = this.#options.clock.every(WATCH_MS, look);
    return () => timer.cancel();
  }

  /** @throws Error or ProblemError, and rejects after 10 seconds without an answer */
  async get<Answer>(question: Omit<Question<Answer>, 'body'>): Promise<Answer> {
    return (await this.#ask('GET', question)).body;
  }

  /** @throws Error or ProblemError, and rejects after 10 seconds without an answer */
  post<Answer>(question: Question<Answer>): Promise<{ status: number; body: Answer }> {
    return this.#ask('POST', question);
  }

  async #look(): Promise<void> {
    try {
      const { authenticated } = await this.get({ path: '/api/session', answer: sessionAnswer });
      if (!authenticated) this.#refused();
    } catch {
      // What is wrong is the status of the nodes.
    }
  }

  #refused(): string {
    this.#wasRefused = true;
    this.#trouble = "PlantOps wants the owner's password";
    return `PlantOps at ${this.#options.url} wants the owner's password: set it in the PlantOps server of this node`;
  }

  async #ask<Answer>(
    method: string,
    { path, answer, body, headers }: Question<Answer>,
  ): Promise<{ status: number; body: Answer }> {
    const { url, password } = this.#options;
    const { response, said } = await this.#fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(password && { authorization: `Bearer ${password}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      const problem = problemAnswer.safeParse(said);
      if (problem.success && problem.data.code === 'unauthorized') throw new Error(this.#refused());
      if (problem.success && isProblemCode(problem.data.code))
        throw new ProblemError(problem.data.code, problem.data.detail);
      throw new Error(`PlantOps at ${url} answered ${response.status}: is this the address of a PlantOps server?`);
    }
    const result = answer.safeParse(said);
    if (result.success) return { status: response.status, body: result.data };
    throw new Error(`PlantOps at ${url} answered something else than expected: it may be of another version`);
  }

  /** @returns the answer with its body; undefined for one that is not JSON */
  async #fetch(url: string, request: RequestInit): Promise<{ response: Response; said: unknown }> {
    const patience = new AbortController();
    const timer = this.#options.clock.after(TIMEOUT_MS, () => patience.abort());
    try {
      const response = await fetch(url, { ...request, signal: patience.signal });
      const text = await response.text();
      if (!this.#wasRefused) this.#trouble = undefined;
      return { response, said: jsonOf(text) };
    } catch (failure) {
      this.#trouble = 'PlantOps does not answer';
      const why = failure instanceof Error && failure.cause instanceof Error ? ` (${failure.cause.message})` : '';
      throw new Error(`PlantOps at ${this.#options.url} does not answer${why}: check its address and whether it runs`, {
        cause: failure,
      });
    } finally {
      timer.cancel();
    }
  }
}
