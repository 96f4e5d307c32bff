import { isProblemCode, type ProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { z } from 'zod';

/** What one process offers to the other: calls, which are answered, and news, which are not. */
export interface Offer {
  calls: Record<string, { input: z.ZodType; output: z.ZodType }>;
  news: Record<string, z.ZodType>;
}

type Calls<O extends Offer> = O['calls'];
export type CallInput<O extends Offer, Name extends keyof Calls<O>> = z.input<Calls<O>[Name]['input']>;
export type CallOutput<O extends Offer, Name extends keyof Calls<O>> = z.output<Calls<O>[Name]['output']>;

/** Tells the caller how far a long call is. */
export type Progress = (amount: number) => void;

/** How a process carries out what it offers. */
export interface Handlers<O extends Offer> {
  calls: {
    [Name in keyof Calls<O>]: (
      input: z.output<Calls<O>[Name]['input']>,
      progress: Progress,
    ) => z.input<Calls<O>[Name]['output']> | Promise<z.input<Calls<O>[Name]['output']>>;
  };
  news: { [Name in keyof O['news']]: (data: z.output<O['news'][Name]>) => void };
}

export interface PortEndOptions<Theirs extends Offer, Mine extends Offer> {
  theirs: Theirs;
  mine: Mine;
  handlers: Handlers<Mine>;
  /** Sends one frame to the other end, in order. */
  send: (frame: string) => void;
  clock: Clock;
  /** Called with what the other end sent and should not have. */
  onFault: (fault: string) => void;
}

/** Why a call was not answered: the other process is away, hangs, or ended meanwhile. */
export class PortClosedError extends Error {
  override readonly name = 'PortClosedError';
}

/** The longest that a call may take if its caller says nothing else (ms). */
const CALL_MS = 30_000;

const failureSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  fields: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const frameSchema = z.union([
  z.strictObject({ call: z.string(), id: z.int(), data: z.unknown() }),
  z.strictObject({ answer: z.int(), data: z.unknown() }),
  z.strictObject({ failure: z.int(), data: failureSchema }),
  z.strictObject({ progress: z.int(), data: z.number() }),
  z.strictObject({ news: z.string(), data: z.unknown() }),
]);

interface Waiting {
  output: z.ZodType;
  resolve: (value: unknown) => void;
  reject: (failure: Error) => void;
  onProgress: Progress | undefined;
  timer: Timer;
}

/**
 * One end of the port between host and engine. Both ends check whatever arrives by its schema, so that a process that
 * runs code of its owner's cannot hand the other one anything but what is agreed.
 */
export class PortEnd<Theirs extends Offer, Mine extends Offer> {
  readonly #options: PortEndOptions<Theirs, Mine>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed: string | undefined;

  constructor(options: PortEndOptions<Theirs, Mine>) {
    this.#options = options;
  }

  /**
   * @throws PortClosedError if there is no answer, because the other process ended or took too long
   * @throws ProblemError or Error that the other process threw
   */
  call<Name extends keyof Calls<Theirs> & string>(
    name: Name,
    input: CallInput<Theirs, Name>,
    { withinMs = CALL_MS, onProgress }: { withinMs?: number; onProgress?: Progress | undefined } = {},
  ): Promise<CallOutput<Theirs, Name>> {
    const { theirs, send, clock } = this.#options;
    if (this.#closed !== undefined) return Promise.reject(new PortClosedError(this.#closed));
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = clock.after(withinMs, () => {
        this.#waiting.delete(id);
        reject(new PortClosedError(`${name} was not answered within ${withinMs / 1000} seconds`));
      });
      const { output } = theirs.calls[name] as { output: z.ZodType };
      this.#waiting.set(id, { output, resolve: resolve as (value: unknown) => void, reject, onProgress, timer });
      send(JSON.stringify({ call: name, id, data: input }));
    });
  }

  tell<Name extends keyof Theirs['news'] & string>(name: Name, data: z.input<Theirs['news'][Name]>): void {
    if (this.#closed === undefined) this.#options.send(JSON.stringify({ news: name, data }));
  }

  /** Takes a frame that the other end sent. */
  receive(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    const { data: frame } = frameSchema.safeParse(json);
    if (!frame) this.#options.onFault('a frame is not in the agreed form');
    else if ('call' in frame) void this.#answer(frame.call, frame.id, frame.data);
    else if ('news' in frame) this.#hear(frame.news, frame.data);
    else if ('progress' in frame) this.#waiting.get(frame.progress)?.onProgress?.(frame.data);
    else if ('answer' in frame) this.#settle(frame.answer, frame.data);
    else this.#take(frame.failure)?.reject(errorOf(frame.data));
  }

  /** No more answers will come: every waiting call fails with this reason. */
  close(reason: string): void {
    this.#closed ??= reason;
    for (const id of this.#waiting.keys()) this.#take(id)?.reject(new PortClosedError(reason));
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.timer.cancel();
    this.#waiting.delete(id);
    return waiting;
  }

  #settle(id: number, data: unknown): void {
    const waiting = this.#take(id);
    if (!waiting) return;
    const { data: value, error } = waiting.output.safeParse(data);
    if (error) waiting.reject(new Error(`The answer is not in the agreed form: ${z.prettifyError(error)}`));
    else waiting.resolve(value);
  }

  async #answer(name: string, id: number, data: unknown): Promise<void> {
    const { mine, handlers, send } = this.#options;
    const reply = (frame: object): void => {
      if (this.#closed === undefined) send(JSON.stringify(frame));
    };
    try {
      const call = Object.hasOwn(mine.calls, name) ? mine.calls[name] : undefined;
      const handler = handlers.calls[name];
      if (!call || !handler) throw new Error(`There is no call ${name}`);
      const input = call.input.safeParse(data);
      if (!input.success) throw new Error(`${name} does not take this: ${z.prettifyError(input.error)}`);
      const output = await handler(input.data as never, (amount) => reply({ progress: id, data: amount }));
      reply({ answer: id, data: output });
    } catch (failure) {
      reply({ failure: id, data: failureOf(failure) });
    }
  }

  #hear(name: string, data: unknown): void {
    const { mine, handlers, onFault } = this.#options;
    const schema = Object.hasOwn(mine.news, name) ? mine.news[name] : undefined;
    const handler = handlers.news[name] as ((heard: unknown) => void) | undefined;
    const heard = schema?.safeParse(data);
    if (heard?.success && handler) handler(heard.data);
    else onFault(heard?.error ? `${name}: ${z.prettifyError(heard.error)}` : `there is no news ${name}`);
  }
}

function failureOf(failure: unknown): z.infer<typeof failureSchema> {
  if (failure instanceof ProblemError)
    return { message: failure.message, code: failure.code, fields: [...failure.fields] };
  return { message: failure instanceof Error ? failure.message : String(failure) };
}

function errorOf({ message, code, fields }: z.infer<typeof failureSchema>): Error {
  return isProblemCode(code) ? new ProblemError(code satisfies ProblemCode, message, fields) : new Error(message);
}
