/** The OpenAPI document, as tools that read it see it. */
import { macAddressSchema } from '@plantops/shared/api/devices.ts';
import { LIVE_EVENTS } from '@plantops/shared/events.ts';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Endpoint, endpoints } from './endpoints.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    ...(operation as { operationId: keyof typeof endpoints; security: object[]; responses: Record<string, object> }),
  })),
);
const schemesOf = (id: string): string[] =>
  (operations.find(({ operationId }) => operationId === id)?.security ?? []).map((way) => Object.keys(way).join(' '));

describe('the OpenAPI document', () => {
  it('has nothing that the recommended rules of Redocly complain of', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: '/openapi.json',
      config: await createConfig({ extends: ['recommended'] }),
    });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  }, 60_000);

  it('says at each operation who may call it', () => {
    expect(operations).toHaveLength(Object.keys(endpoints).length);
    for (const { operationId, security } of operations) {
      const { access = 'owner' }: Endpoint = endpoints[operationId];
      const ways = security.map((way) => Object.keys(way).join(' '));
      expect([operationId, ways.includes('')]).toEqual([
        operationId,
        access === 'public' || operationId === 'registerDevice',
      ]);
      if (access === 'owner') expect(ways).toEqual(['session', 'bearer', 'owner']);
    }
    expect(schemesOf('sendTelemetry')).toEqual(['device']);
    expect(schemesOf('registerDevice')).toEqual(['', 'registration_key', 'session', 'bearer', 'owner']);
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual([
      'session',
      'bearer',
      'owner',
      'device',
      'registration_key',
    ]);
  });

  it('has a named schema for each live event, and one of all of them', () => {
    const { schemas = {} } = document.components ?? {};
    const { anyOf = [] } = schemas.StreamedEvent as {
      anyOf?: { properties: { event: { const: string }; data: { $ref?: string } } }[];
    };
    const named = new Map(anyOf.map(({ properties: { event, data } }) => [event.const, data.$ref?.split('/').at(-1)]));
    expect([...named.keys()]).toEqual([...Object.keys(LIVE_EVENTS), 'pulse', 'reset']);
    for (const name of named.values()) expect(schemas).toHaveProperty(name ?? 'without a name');
  });

  it.each(['a4:cf:12:00:00:0f', 'A4:CF:12:00:00:0F', 'A4-cf-12-00-00-0F', 'A4CF1200000F'])(
    'takes %s by its pattern, as the server does',
    (mac) => {
      const { pattern = '' } = z.toJSONSchema(macAddressSchema);
      expect([new RegExp(pattern).test(mac), macAddressSchema.safeParse(mac).success]).toEqual([true, true]);
    },
  );

  it('says of everything that is read as JSON that it can be unchanged', () => {
    const isJson = ({ method, responses }: (typeof operations)[number]): boolean =>
      method === 'get' && JSON.stringify(responses['200'] ?? '').includes('"application/json"');
    const unsaid = operations.filter((each) => isJson(each) && !('304' in each.responses));
    expect([unsaid, operations.filter(isJson).length > 40]).toEqual([[], true]);
  });
});
