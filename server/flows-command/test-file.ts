/** The form of `*.test.json` beside the tabs: messages that go through the flows, and what must come of them. */
import { DEVICE_KINDS } from '@plantops/shared/api/devices.ts';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { METRIC_NAMES, perMetric } from '@plantops/shared/metrics.ts';
import { FLOW_OPERATIONS, NOTICE_KINDS } from '@plantops/shared/ports.ts';
import { thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';
import { FLOW_TEST_FILE } from '../runtime/flow-files.ts';

const id = z.string().min(1);
const metric = z.enum(METRIC_NAMES);
/** Seconds after the start of the test, or a date with its time. */
const moment = z.union([z.number().min(0), z.iso.datetime({ offset: true })]);
const words = z.string().min(1);

/** What the flows know, as PlantOps would tell them. */
export const factsSchema = z.strictObject({
  /** When each test starts: a date with its time. */
  start: z.iso.datetime({ offset: true }).default('2026-01-05T08:00:00Z'),
  /** The devices that are registered; `plant`: the id of the plant that it watches. */
  devices: z
    .array(
      z.strictObject({ id, name: z.string().optional(), plant: id.optional(), kind: z.enum(DEVICE_KINDS).optional() }),
    )
    .default([]),
  plants: z.array(z.strictObject({ id, name: z.string().optional(), thresholds: thresholdsSchema })).default([]),
  /** Plants, or one metric of each, of which no message is sent before a moment. */
  mutes: z.array(z.strictObject({ plant: id, metric: metric.optional(), until: moment })).default([]),
  /** Shortest time between two messages about the same plant and metric (s). */
  cooldown_s: z.number().min(0).default(900),
  heartbeat_interval_s: z.number().positive().default(60),
});

/** A message of a device or a gateway: an object is sent as JSON, a text as it is. */
const deviceMessage = z.strictObject({
  at: moment,
  topic: z
    .string()
    .regex(
      /^(?:devices\/[^/]+\/(?:telemetry|heartbeat)|gateways\/[^/]+\/.+)$/,
      'is not devices/{device_id}/telemetry or …/heartbeat, nor gateways/{device_id}/…',
    ),
  payload: z.union([z.looseObject({}), z.string()]),
});
/** A request of the API, with its payload as the endpoint hands it over. */
const apiRequest = z.strictObject({ at: moment, request: z.enum(FLOW_OPERATIONS), payload: z.unknown() });

/** Only the fields that are given are compared; a list is compared whole and in order. A reason need only hold the words. */
export const expectationsSchema = z.strictObject({
  stored: z
    .array(
      z.strictObject({
        device: id.optional(),
        plant: id.nullable().optional(),
        at: moment.optional(),
        /** All values of the reading. */
        values: z.strictObject(perMetric(() => z.number().optional())).optional(),
      }),
    )
    .optional(),
  /** Words of the reason of each message that is rejected. */
  rejected: z.array(words).optional(),
  /** `node`: its id. */
  set_aside: z.array(z.strictObject({ node: id.optional(), reason: words.optional() })).optional(),
  let_go: z.array(z.strictObject({ node: id.optional(), reason: words.optional() })).optional(),
  /** Alerts that open, are told again, get another limit, or close. `metric` null: a device is silent. */
  alerts: z
    .array(
      z.strictObject({
        change: z.enum(['opened', 'reminded', 'restated', 'closed']).optional(),
        at: moment.optional(),
        plant: id.nullable().optional(),
        device: id.nullable().optional(),
        metric: metric.nullable().optional(),
        direction: z.enum(['min', 'max']).nullable().optional(),
        message: z.string().optional(),
      }),
    )
    .optional(),
  /** Messages to the owner. */
  notices: z
    .array(
      z.strictObject({
        kind: z.enum(NOTICE_KINDS).optional(),
        at: moment.optional(),
        plant: id.nullable().optional(),
        device: id.nullable().optional(),
        message: z.string().optional(),
        channel: z.string().optional(),
      }),
    )
    .optional(),
  /** What devices are asked to do; `text`: JSON, as the device reads it. */
  commands: z
    .array(z.strictObject({ at: moment.optional(), device: id.optional(), text: z.string().optional() }))
    .optional(),
  /** What requests were answered with; of objects, the fields that are given. */
  answers: z.array(z.unknown()).optional(),
  /** Words of the reason of each request that is refused. */
  refusals: z.array(words).optional(),
  /** How many messages still wait in nodes, by the id of the node. */
  waiting: z.record(id, z.int().min(1)).optional(),
  /** How many messages came to nodes that would have acted outside of PlantOps, by the id of the node. */
  not_acted: z.record(id, z.int().min(1)).optional(),
});

export const flowTestSchema = z.strictObject({
  /** What is so, in a sentence. */
  name: words,
  messages: z.array(z.union([deviceMessage, apiRequest])).min(1),
  /** Until when time passes; the last message if it is left out. */
  until: moment.optional(),
  expect: expectationsSchema.refine((expected) => Object.keys(expected).length > 0, 'says nothing that is expected'),
});

export const testFileSchema = z
  .strictObject({ facts: factsSchema.default(factsSchema.parse({})), tests: z.array(flowTestSchema).min(1) })
  .superRefine(({ facts }, context) => {
    const plants = new Set(facts.plants.map((plant) => plant.id));
    facts.devices.forEach(({ plant }, index) => {
      if (plant !== undefined && !plants.has(plant))
        context.addIssue({
          code: 'custom',
          path: ['facts', 'devices', index, 'plant'],
          message: `no plant has the id ${plant}`,
        });
    });
  });

export type Facts = z.output<typeof factsSchema>;
export type FlowTest = z.output<typeof flowTestSchema>;
export type Expectations = z.output<typeof expectationsSchema>;
export type Moment = z.output<typeof moment>;
export interface TestFile {
  file: string;
  facts: Facts;
  tests: readonly FlowTest[];
}

/** A file that cannot be used, in a sentence that begins with its name. */
export class BadFileError extends Error {
  override readonly name = 'BadFileError';
}

/** @throws BadFileError */
function readTestFile(file: string): TestFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (failure) {
    throw new BadFileError(`${file} is not JSON: ${(failure as Error).message}`, { cause: failure });
  }
  const { data, error } = testFileSchema.safeParse(json);
  if (data) return { file, ...data };
  const faults = error.issues.map(({ path: place, message }) => `${place.join('.') || 'the file'}: ${message}`);
  throw new BadFileError(`${file} is no file of tests: ${faults.join('; ')}`);
}

/** The files of tests in a folder, by name. @throws BadFileError */
export const readTestFiles = (folder: string): TestFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(FLOW_TEST_FILE))
    .sort()
    .map((name) => readTestFile(path.join(folder, name)));
