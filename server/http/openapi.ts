import { problemSchema } from '@plantops/shared/api/server.ts';
import { PROBLEMS, type ProblemCode } from '@plantops/shared/problem.ts';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Endpoint, type EndpointName, endpoints, mayBeLeftOut } from './endpoints.ts';
import { SESSION_COOKIE } from './owner-session.ts';

const JSON_TYPE = 'application/json';
const TEXT = { type: 'string' } as const;
const BINARY = { type: 'string', format: 'binary' } as const;

/** What each tag of the table is about. */
const TAGS: Readonly<Record<Endpoint['tag'], string>> = {
  Devices: 'Boards with sensors: registration, credentials, readings, calibration',
  Plants: 'What the owner cares for, with history, journal, photos and rooms',
  Care: 'Care plans, what to do today, and questions',
  Alerts: 'What was outside of its limits, and what was said of it',
  Flows: 'The flow engine: versions, dry runs, and messages that were set aside',
  Settings: 'How things are shown, told and kept',
  Access: 'Sessions, tokens, accounts that read, and the list of what was changed',
  System: 'The server itself: live events, health, metrics, backup',
};

/** Ways to say who asks. Where the server has no owner password, none is asked for. */
const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'A browser in which the owner password was given: `POST /api/session` sets the cookie',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The owner password, or a token of `POST /api/tokens`, which reads or also changes',
  },
  owner: { type: 'http', scheme: 'basic', description: 'The owner password or a token, with any user name' },
  device: {
    type: 'http',
    scheme: 'basic',
    description: 'The `mqtt_username` and `mqtt_password` of a device, as its registration answered them',
  },
  registration_key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Registration-Key',
    description: 'Needed to register where `REGISTRATION_KEY` is set',
  },
} as const;
type Security = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>[];

/** An empty one says that nobody has to be known. */
const OF_OWNER: Security = [{ session: [] }, { bearer: [] }, { owner: [] }];
const SECURITY: Readonly<Record<NonNullable<Endpoint['access']>, Security>> = {
  owner: OF_OWNER,
  public: [{}],
  device: [{ device: [] }],
};
/** Operations that let others in than the table says by `access`. */
const SECURITY_OF: Readonly<Partial<Record<EndpointName, Security>>> = {
  registerDevice: [{}, { registration_key: [] }, ...OF_OWNER],
  getPlantCalendar: [{}, ...OF_OWNER],
};

const ETAG = {
  ETag: { description: 'Send it as `If-None-Match` to be answered 304 while nothing has changed', schema: TEXT },
} as const;

function problemAnswers(codes: ProblemCode[]): ZodOpenApiOperationObject['responses'] {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

const isText = (mediaType: string): boolean => mediaType.startsWith('text/') || mediaType === 'application/x-ndjson';
const isMediaTypes = (answer: Endpoint['answers'][number]): answer is readonly string[] => Array.isArray(answer);

/** Whether what it answers is remembered by its `ETag`. */
const answersJson = ({ answers }: Endpoint): boolean =>
  answers[200] !== undefined && answers[200] !== null && !isMediaTypes(answers[200]);

function operation(operationId: EndpointName, endpoint: Endpoint): ZodOpenApiOperationObject {
  const problems: ProblemCode[] = [...(endpoint.problems ?? [])];
  if (endpoint.body || endpoint.query || endpoint.params) problems.push('invalid_request');
  if (endpoint.body) problems.push('invalid_json', 'payload_too_large');
  if (endpoint.upload) problems.push('unsupported_media_type', 'payload_too_large');
  const { access = 'owner', method } = endpoint;
  if (access === 'owner') problems.push('unauthorized', 'scope_too_small', 'database_unavailable');
  problems.push('forbidden_host');
  if (method !== 'get') problems.push('forbidden_origin');
  const answers = Object.entries(endpoint.answers).map(([status, answer]) => {
    if (answer === null) return [status, { description: 'Done' }];
    if (isMediaTypes(answer))
      return [
        status,
        {
          description: endpoint.summary,
          content: Object.fromEntries(
            answer.map((mediaType) => [mediaType, { schema: endpoint.streams ?? (isText(mediaType) ? TEXT : BINARY) }]),
          ),
        },
      ];
    return [
      status,
      {
        description: endpoint.summary,
        ...(method === 'get' && status === '200' && { headers: ETAG }),
        content: { [JSON_TYPE]: { schema: answer } },
      },
    ];
  });
  return {
    operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: SECURITY_OF[operationId] ?? SECURITY[access],
    requestParams: {
      ...(endpoint.params && { path: endpoint.params }),
      ...(endpoint.query && { query: endpoint.query }),
    },
    ...(endpoint.body && {
      requestBody: { required: !mayBeLeftOut(endpoint.body), content: { [JSON_TYPE]: { schema: endpoint.body } } },
    }),
    ...(endpoint.upload && {
      requestBody: {
        required: true,
        content: Object.fromEntries(endpoint.upload.mediaTypes.map((mediaType) => [mediaType, { schema: BINARY }])),
      },
    }),
    responses: {
      ...(Object.fromEntries(answers) as ZodOpenApiOperationObject['responses']),
      ...(method === 'get' && answersJson(endpoint) && { 304: { description: 'As it was at `If-None-Match`' } }),
      ...problemAnswers(problems),
    },
  };
}

/** The OpenAPI 3.1 document of the endpoint table. The server that serves it puts its own address in. */
export function openApiDocument() {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(name as EndpointName, endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'PlantOps',
      version: '1',
      description:
        'Devices register themselves, plants are watched, alerts are told. Lists page by the `next` link in the `Link` header. What is read by GET may be asked for by HEAD as well, and a method that an address has not is answered 405 with `Allow`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  });
}
