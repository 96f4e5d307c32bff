/**
 * Imitates Anthropic's and OpenAI's HTTP interfaces, one of the two parts of the path that are not real in the tests.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CareAdvice } from '@plantops/shared/care/care-plan.ts';
import type { Dialect } from './llm-dialects.ts';

export interface ReceivedQuestion {
  vendor: 'anthropic' | 'openai';
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** How a question is answered. Texts are what the model says; statuses come with a body in the vendor's own form. */
export type Behaviour =
  | { text: string }
  | { refusal: true }
  /** Stops at the maximum number of tokens, after this much of the text. */
  | { cut: string }
  | { status: number; type?: string; message?: string; code?: string; headers?: Record<string, string> }
  /** No answer at all. */
  | { hang: true }
  /** The connection breaks after this much text. */
  | { dropAfter: string }
  /** A body sent as it is, for example one that is not JSON. */
  | { raw: string; contentType: string }
  | { redirect: string }
  /** The answer waits until this resolves. */
  | { text: string; after: Promise<unknown> };

const TOKENS = { in: 1234, out: 321 };

const plusDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A care plan that would suit any plant. */
export const imitatedAdvice = (overrides: Partial<CareAdvice> = {}): CareAdvice => ({
  summary: 'The imitated gardener finds your plant in good health.',
  watering: { frequency: 'Every 6 days', amount: 'Half a litre', next: plusDays(3) },
  light: { current: 'Bright', ideal: 'Bright indirect', recommendation: 'Leave it at the window.' },
  humidity: { current: 50, ideal: '50-70%', recommendation: 'Group it with others.' },
  alerts: ['Look at the lower leaves'],
  schedule: [
    { task: 'watering', due: plusDays(3), every_days: 6, note: 'Half a litre' },
    { task: 'fertilizing', due: plusDays(10), every_days: 14, note: 'Half the dose' },
  ],
  ...overrides,
});

export class LlmImitation {
  readonly questions: ReceivedQuestion[] = [];
  /** Answers to the next questions, in order; used before `usual`. */
  readonly next: Behaviour[] = [];
  /** The answer when `next` is empty. */
  usual: Behaviour = { text: JSON.stringify(imitatedAdvice()) };
  models = ['model-a', 'model-b'];
  /** Models that it says it does not have (any longer); undefined: it answers as any. */
  gone: readonly string[] = [];
  /** The list of models as it is sent instead; undefined: that of `models`, in the form of both vendors. */
  list: ((after: string | null) => unknown) | undefined;
  /** The only key that is accepted; undefined: any key. */
  key: string | undefined;
  /** How it speaks OpenAI's interface, if not as OpenAI does. */
  dialect: Dialect | undefined;
  /** Whether answers are streamed, as vendors do, or sent whole. */
  streams = true;
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));

  /** @returns the base address; OpenAI's interface is below `/v1` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const path = request.url?.split('?')[0] ?? '';
    const vendor = path.endsWith('/messages') || 'anthropic-version' in request.headers ? 'anthropic' : 'openai';
    const keys = [request.headers['x-api-key'], request.headers.authorization?.replace('Bearer ', '')];
    if (this.key !== undefined && !keys.includes(this.key)) {
      this.#fail(response, vendor, {
        status: 401,
        type: 'authentication_error',
        message: `invalid x-api-key: ${String(keys.find(Boolean))}`,
        code: 'invalid_api_key',
      });
      return;
    }
    if (path.endsWith('/models') && this.list) {
      json(response, 200, this.list(new URL(request.url ?? '', 'http://x').searchParams.get('after_id')));
      return;
    }
    if (path.endsWith('/models')) {
      json(response, 200, {
        object: 'list',
        data: this.models.map((id, index) => ({
          id,
          type: 'model',
          object: 'model',
          display_name: `Model ${id}`,
          created: index,
          created_at: '2026-01-01T00:00:00Z',
        })),
        has_more: false,
        first_id: null,
        last_id: null,
      });
      return;
    }
    const body = JSON.parse(text) as Record<string, unknown>;
    this.questions.push({ vendor, path, headers: request.headers, body });
    if (this.gone.includes(String(body.model))) {
      this.#fail(response, vendor, {
        status: 404,
        type: 'not_found_error',
        code: 'model_not_found',
        message:
          vendor === 'anthropic' ? `model: ${String(body.model)}` : `The model ${String(body.model)} does not exist`,
      });
      return;
    }
    const refusal = this.dialect?.refuse?.(body, path);
    if (refusal) {
      const isText = typeof refusal.body === 'string';
      response
        .writeHead(refusal.status, { 'content-type': isText ? 'text/plain' : 'application/json' })
        .end(isText ? refusal.body : JSON.stringify(refusal.body));
      return;
    }
    await this.#answer(response, vendor, body, this.next.shift() ?? this.usual);
  }

  async #answer(
    response: http.ServerResponse,
    vendor: ReceivedQuestion['vendor'],
    body: Record<string, unknown>,
    behaviour: Behaviour,
  ): Promise<void> {
    if ('after' in behaviour) await behaviour.after;
    if ('hang' in behaviour) return;
    if ('status' in behaviour) {
      this.#fail(response, vendor, behaviour);
      return;
    }
    if ('raw' in behaviour)
      return void response.writeHead(200, { 'content-type': behaviour.contentType }).end(behaviour.raw);
    if ('redirect' in behaviour) return void response.writeHead(307, { location: behaviour.redirect }).end();
    const said =
      'text' in behaviour
        ? behaviour.text
        : 'cut' in behaviour
          ? behaviour.cut
          : 'dropAfter' in behaviour
            ? behaviour.dropAfter
            : '';
    if (this.dialect?.stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      await this.dialect.stream((chunk) => response.write(chunk));
      response.end();
      return;
    }
    const spoken = this.dialect?.answer?.(said, body);
    if (spoken) {
      response.writeHead(200, { 'content-type': spoken.contentType });
      for (const chunk of spoken.chunks) {
        response.write(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
      return;
    }
    const stop = 'refusal' in behaviour ? 'refusal' : 'cut' in behaviour ? 'cut' : 'done';
    const model = String(body.model);
    const frames =
      vendor === 'anthropic' ? anthropicFrames(model, said, stop, 'tools' in body) : openaiFrames(model, said, stop);
    if (!this.streams || body.stream !== true) {
      json(response, 200, frames.whole);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const events = 'dropAfter' in behaviour ? frames.events.slice(0, -3) : frames.events;
    for (const event of events) {
      response.write(event);
      // So that it arrives as a piece of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if ('dropAfter' in behaviour) response.destroy();
    else response.end();
  }

  #fail(
    response: http.ServerResponse,
    vendor: ReceivedQuestion['vendor'],
    { status, type = 'api_error', message = 'imitated', code, headers }: Extract<Behaviour, { status: number }>,
  ): void {
    const error =
      vendor === 'anthropic'
        ? { type: 'error', error: { type, message }, request_id: 'req_1' }
        : { error: { message, type, code: code ?? null, param: null } };
    json(response, status, error, headers);
  }
}

function json(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

interface Frames {
  events: string[];
  whole: unknown;
}

/** Splits a text into chunks for streaming. */
const pieces = (text: string): string[] => text.match(/[\s\S]{1,120}/g) ?? [''];

function anthropicFrames(model: string, text: string, stop: string, asTool: boolean): Frames {
  const event = (type: string, data: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const stop_reason = stop === 'refusal' ? 'refusal' : stop === 'cut' ? 'max_tokens' : asTool ? 'tool_use' : 'end_turn';
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: TOKENS.in, output_tokens: 1 },
  };
  const block = asTool ? { type: 'tool_use', id: 'toolu_1', name: 'care_plan', input: {} } : { type: 'text', text: '' };
  const parsed = (): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return { text };
    }
  };
  const content = asTool ? [{ ...block, input: parsed() }] : [{ type: 'text', text }];
  return {
    whole: {
      ...message,
      content: stop === 'refusal' ? [] : content,
      stop_reason,
      usage: { input_tokens: TOKENS.in, output_tokens: TOKENS.out },
    },
    events: [
      event('message_start', { message }),
      ...(stop === 'refusal'
        ? []
        : [
            event('content_block_start', { index: 0, content_block: block }),
            ...pieces(text).map((piece) =>
              event('content_block_delta', {
                index: 0,
                delta: asTool ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece },
              }),
            ),
            event('content_block_stop', { index: 0 }),
          ]),
      event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: TOKENS.out } }),
      event('message_stop', {}),
    ],
  };
}

function openaiFrames(model: string, text: string, stop: string): Frames {
  const event = (data: object): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, ...data })}\n\n`;
  const finish_reason = stop === 'cut' ? 'length' : 'stop';
  const refusal = stop === 'refusal' ? 'I cannot help with that.' : null;
  const usage = { prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out, total_tokens: TOKENS.in + TOKENS.out };
  return {
    whole: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: refusal ? null : text, refusal }, finish_reason }],
      usage,
    },
    events: [
      event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
      ...(refusal
        ? [event({ choices: [{ index: 0, delta: { refusal }, finish_reason: null }] })]
        : pieces(text).map((content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }))),
      event({ choices: [{ index: 0, delta: {}, finish_reason }] }),
      event({ choices: [], usage }),
      'data: [DONE]\n\n',
    ],
  };
}
