/**
 * How servers that people run at home speak OpenAI's API: what they refuse, in their own words, and in which form they
 * answer. As their documentation and reports of their users have it, not copied from any of them.
 */

type Body = Record<string, unknown>;

export interface Refusal {
  status: number;
  body: unknown;
}

export interface Dialect {
  name: string;
  /** What it refuses, before anything is answered. */
  refuse?: (body: Body, path: string) => Refusal | undefined;
  /** Its answer in its own form; undefined: as OpenAI streams it. */
  answer?: (text: string, body: Body) => { contentType: string; chunks: string[] };
  /** Its answer piece by piece, each in its own time. */
  stream?: (write: (chunk: string) => void) => Promise<void>;
  /** The fields of the request that it answers, and what they hold then. */
  asked: Body;
}

const format = ({ response_format }: Body): string | undefined =>
  (response_format as { type?: string } | undefined)?.type;
const events = (...pieces: unknown[]): string[] => pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`);
const halves = (text: string): [string, string] => [text.slice(0, 200), text.slice(200)];
const sse = 'text/event-stream';

/** Twelve dialects of servers. */
export const DIALECTS: readonly Dialect[] = [
  {
    name: 'LM Studio, which takes json_schema or text, and thinks aloud',
    refuse: (body) =>
      format(body) === 'json_object'
        ? { status: 400, body: { error: "'response_format.type' must be 'json_schema' or 'text'" } }
        : undefined,
    answer: (text) => ({
      contentType: sse,
      chunks: [
        ...events(
          { choices: [{ delta: { content: '<think>The soil {18.4 %} is dry.' } }] },
          { choices: [{ delta: { content: `</think>\n\n${text}` }, finish_reason: 'stop' }] },
        ),
        'data: [DONE]\n\n',
      ],
    }),
    asked: { response_format: { type: 'json_schema' } },
  },
  {
    name: 'an older llama.cpp, which fails with status 500 on schemas it cannot compile',
    refuse: (body) =>
      format(body) === 'json_schema'
        ? { status: 500, body: { error: { code: 500, message: 'failed to parse grammar', type: 'server_error' } } }
        : undefined,
    asked: { response_format: { type: 'json_object' } },
  },
  {
    name: 'a server of FastAPI that forbids fields it does not know',
    refuse(body) {
      const unknown = ['response_format', 'stream_options', 'max_completion_tokens'].find((field) => field in body);
      return unknown
        ? {
            status: 422,
            body: {
              detail: [{ type: 'extra_forbidden', loc: ['body', unknown], msg: 'Extra inputs are not permitted' }],
            },
          }
        : undefined;
    },
    asked: { max_tokens: 4000, stream: true },
  },
  {
    name: 'text-generation-webui, which knows max_tokens only and sends no usage',
    refuse: (body) =>
      'max_completion_tokens' in body
        ? {
            status: 400,
            body: { error: { message: 'Unknown parameter: max_completion_tokens', type: 'invalid_request_error' } },
          }
        : undefined,
    answer: (text) => ({
      contentType: sse,
      chunks: events(...halves(text).map((content) => ({ choices: [{ delta: { content } }] }))),
    }),
    asked: { max_tokens: 4000 },
  },
  {
    name: 'KoboldCpp, which heeds no schema, and answers with prose and a fence',
    answer: (text) => ({
      contentType: 'application/json',
      chunks: [
        JSON.stringify({
          choices: [
            {
              message: { content: `Here is the plan {as asked}:\n\n\`\`\`json\n${text}\n\`\`\`\nGood luck!` },
              finish_reason: 'stop',
            },
          ],
        }),
      ],
    }),
    asked: { stream: true },
  },
  {
    name: 'Ollama by its own interface, which sends one JSON a line',
    answer: (text) => ({
      contentType: 'application/x-ndjson',
      chunks: [
        ...halves(text).map(
          (content) => `${JSON.stringify({ model: 'llama', message: { role: 'assistant', content }, done: false })}\n`,
        ),
        `${JSON.stringify({ model: 'llama', message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 70, eval_count: 30 })}\n`,
      ],
    }),
    asked: {},
  },
  {
    name: 'vLLM with a reasoning parser, which sends thoughts in a field of their own and no end mark',
    answer: (text) => ({
      contentType: sse,
      chunks: events(
        { choices: [{ delta: { role: 'assistant', content: '' } }] },
        { choices: [{ delta: { reasoning_content: 'Let me see {' } }] },
        { choices: [{ delta: { content: text }, finish_reason: 'stop' }] },
        { choices: [], usage: { prompt_tokens: 70, completion_tokens: 30 } },
      ),
    }),
    asked: {},
  },
  {
    name: 'a server that takes the whole answer for thoughts',
    answer: (text) => ({
      contentType: sse,
      chunks: events(
        { choices: [{ delta: { reasoning: text, content: null } }] },
        { choices: [{ delta: {}, finish_reason: 'stop' }] },
      ),
    }),
    asked: {},
  },
  {
    name: 'a server that cannot stream',
    refuse: (body) =>
      body.stream === true ? { status: 501, body: { error: { message: 'Streaming is not implemented' } } } : undefined,
    asked: {},
  },
  {
    name: 'a server whose template knows no system role',
    refuse: (body) =>
      (body.messages as { role: string }[]).some(({ role }) => role === 'system')
        ? { status: 400, body: { message: 'System role not supported' } }
        : undefined,
    asked: { messages: [{ role: 'user' }] },
  },
  {
    name: 'a proxy that answers refusals with status 200, in the stream',
    refuse: (body) =>
      format(body)
        ? { status: 200, body: { error: { message: 'response_format is not supported by this model', code: 400 } } }
        : undefined,
    asked: {},
  },
  {
    name: 'a server that says nothing of what it minds, which are schemas and stream_options',
    refuse: (body) => (format(body) || 'stream_options' in body ? { status: 400, body: 'Bad Request' } : undefined),
    asked: { stream: true, max_completion_tokens: 4000 },
  },
  {
    name: 'a model that only the Responses API has',
    refuse: (_body, path) =>
      path.endsWith('/chat/completions')
        ? {
            status: 404,
            body: {
              error: {
                message: 'This model is only supported in v1/responses and not in v1/chat/completions.',
                type: 'invalid_request_error',
                param: 'model',
              },
            },
          }
        : undefined,
    answer: (text) => ({
      contentType: sse,
      chunks: [
        { type: 'response.created', response: { model: 'pro', status: 'in_progress', error: null } },
        { type: 'response.reasoning_summary_text.delta', delta: 'Let me see' },
        ...halves(text).map((delta) => ({ type: 'response.output_text.delta', delta })),
        {
          type: 'response.completed',
          response: { model: 'pro', status: 'completed', error: null, usage: { input_tokens: 70, output_tokens: 30 } },
        },
      ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    }),
    asked: { max_output_tokens: 4000, store: false },
  },
];
