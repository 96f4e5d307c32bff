import { LIVE_EVENTS, pulseEventSchema } from '@plantops/shared/events.ts';
import { problemSchema } from '@plantops/shared/api/server.ts';
import { PROBLEMS, type ProblemCode } from '@plantops/shared/problem.ts';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Endpoint, endpoints, mayBeLeftOut } from './endpoints.ts';

const JSON_TYPE = 'application/json';
const TEXT = { type: 'string' } as const;
const BINARY = { type: 'string', format: 'binary' } as const;

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

const isMediaTypes = (answer: Endpoint['answers'][number]): answer is readonly string[] => Array.isArray(answer);

function operation(operationId: string, endpoint: Endpoint): ZodOpenApiOperationObject {
  const problems: ProblemCode[] = [...(endpoint.problems ?? [])];
  if (endpoint.body || endpoint.query || endpoint.params) problems.push('invalid_request');
  if (endpoint.body) problems.push('invalid_json', 'payload_too_large');
  if (endpoint.upload) problems.push('unsupported_media_type', 'payload_too_large');
  if ((endpoint.access ?? 'owner') === 'owner') problems.push('unauthorized', 'database_unavailable');
  const answers = Object.entries(endpoint.answers).map(([status, answer]) => {
    if (answer === null) return [status, { description: 'Done' }];
    if (isMediaTypes(answer))
      return [
        status,
        {
          description: endpoint.summary,
          content: Object.fromEntries(
            answer.map((mediaType) => [
              mediaType,
              { schema: mediaType.startsWith('text/') || mediaType === 'application/x-ndjson' ? TEXT : BINARY },
            ]),
          ),
        },
      ];
    return [status, { description: endpoint.summary, content: { [JSON_TYPE]: { schema: answer } } }];
  });
  return {
    operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
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
      ...problemAnswers(problems),
    },
  };
}

/** The OpenAPI 3.1 document of the endpoint table; its schemas include the live events. */
export function openApiDocument() {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(name, endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'PlantOps',
      version: '1',
      description:
        'Devices register themselves, plants are watched, alerts are told. Lists page by the `next` link in the `Link` header.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: {
        ReadingEvent: LIVE_EVENTS.reading,
        DeviceEvent: LIVE_EVENTS.device,
        PlantEvent: LIVE_EVENTS.plant,
        QuestionEvent: LIVE_EVENTS.question,
        PulseEvent: pulseEventSchema,
        TodayEvent: LIVE_EVENTS.today,
      },
    },
  });
}
