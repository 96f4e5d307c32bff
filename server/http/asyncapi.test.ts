import { heartbeatPayloadSchema, statusPayloadSchema, telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { parseDeviceTopic, parseStatusTopic } from '@plantops/shared/topics.ts';
import official from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument, CHANNELS } from './asyncapi.ts';

interface Document {
  asyncapi: string;
  info: { title: string; version: string };
  channels: Record<string, { address: string; parameters: object; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { payload: { properties?: object }; examples: { payload: unknown }[] }> };
}
/** As a reader gets it. */
const document = JSON.parse(JSON.stringify(asyncApiDocument())) as Document;

/** What a reference leads to; undefined if there is nothing. */
const found = (reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], document);

/** Judges by the schema that AsyncAPI publishes, with a validator that the server does not use. */
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
const isAsyncApi = ajv.compile(official);
/** What is wrong with a document: where, and why. */
const faults = (judged: unknown): string[] =>
  isAsyncApi(judged) ? [] : (isAsyncApi.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

describe('the AsyncAPI document', () => {
  it('is one by the official schema of version 3.0', () => {
    expect(faults(document)).toEqual([]);
  });

  it.each<[what: string, from: string, to: string, fault: RegExp]>([
    [
      'an action that there is not',
      '"action":"send"',
      '"action":"publish"',
      /^\/operations\/telemetry\/action must be equal/,
    ],
    [
      'a server without a protocol',
      '"protocol":"mqtt",',
      '',
      /^\/servers\/broker must have required property 'protocol'/,
    ],
    ['a QoS that there is not', '"qos":1', '"qos":3', /^\/operations\/telemetry\/bindings\/mqtt/],
    [
      'a payload that is no JSON schema',
      '"type":"object"',
      '"type":"objekt"',
      /^\/components\/messages\/telemetry\/payload/,
    ],
    ['a field of another version', '"defaultContentType"', '"defaultEncoding"', /must NOT have additional properties/],
  ])('would not be one with %s', (_what, from, to, fault) => {
    const text = JSON.stringify(document);
    expect(text).toContain(from);
    expect(faults(JSON.parse(text.replace(from, to)))).toContainEqual(expect.stringMatching(fault));
  });

  it('has what version 3 asks for, and every reference in it leads somewhere', () => {
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: expect.any(String), version: expect.any(String) },
    });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(found(reference), reference).toBeDefined();
    for (const { action, channel, messages } of Object.values(document.operations)) {
      expect(['send', 'receive']).toContain(action);
      // A message of an operation is one of its channel's (AsyncAPI 3.0, Operation Object).
      for (const { $ref } of messages) expect($ref.startsWith(`${channel.$ref}/messages/`)).toBe(true);
    }
    for (const { address, parameters } of Object.values(document.channels))
      expect([...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(parameters));
  });

  it('names the topics that the server reads, and every metric', () => {
    const topicOf = (name: string) =>
      document.channels[name]?.address.replace('{device_id}', 'dev_1').replace('{topic}', 'x') ?? '';
    for (const kind of ['telemetry', 'heartbeat', 'gateway'])
      expect(parseDeviceTopic(topicOf(kind))).toEqual({ deviceId: 'dev_1', kind });
    expect(parseStatusTopic(topicOf('status'))).toBe('dev_1');
    expect(Object.keys(document.components.messages.telemetry?.payload.properties ?? {})).toEqual(
      expect.arrayContaining(['timestamp', ...METRIC_NAMES]),
    );
  });

  it.each([
    ['telemetry', telemetryPayloadSchema],
    ['heartbeat', heartbeatPayloadSchema],
    ['status', statusPayloadSchema],
  ] as const)('gives examples of %s that its schema takes', (name, schema) => {
    for (const example of CHANNELS[name]?.examples ?? []) expect(schema.safeParse(example).success).toBe(true);
  });
});
