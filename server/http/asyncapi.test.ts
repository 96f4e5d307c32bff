import { heartbeatPayloadSchema, statusPayloadSchema, telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { parseDeviceTopic, parseStatusTopic } from '@plantops/shared/topics.ts';
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

describe('the AsyncAPI document', () => {
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
