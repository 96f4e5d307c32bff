/**
 * The types of messages on the wires of a flow, in one place. The nodes' TypeScript types, the check behind a node that
 * promises nothing, the colours of ports, the wires that the editor refuses, and the help pages follow from these.
 */
import { z } from 'zod';
import { registerDeviceSchema, deviceCredentialsSchema } from '../api/devices.ts';
import { adviceBasisSchema } from '../care/advice-basis.ts';
import { careAdviceSchema, type CareContext, careContextSchema, carePlanSchema } from '../care/care-plan.ts';
import { CARE_REASONS, CARE_SOURCES } from '../care/care-words.ts';
import {
  EARLIEST_TIME_MS,
  type Heartbeat,
  heartbeatPayloadSchema,
  MOST_AHEAD_S,
  type Reading,
  type Rejection,
} from '../messages.ts';
import { METRICS, type Metric, perMetric } from '../metrics.ts';
import { type AdviceOrigin, type CareRequest, type Notice, NOTICE_KINDS } from '../ports.ts';
import { LANGUAGES } from '../settings/display.ts';
import { thresholdsSchema } from '../thresholds.ts';
import { EXAMPLE_ADVICE, EXAMPLE_CONTEXT, EXAMPLE_PLAN } from './care-examples.ts';
import { type MessageType, messageType } from './message-type.ts';

/** A time that a clock can show. Behind a node that makes JSON of a message it is text in ISO 8601. */
const time = z
  .preprocess((value) => (typeof value === 'string' ? new Date(value) : value), z.date())
  .refine((date) => date.getTime() >= EARLIEST_TIME_MS, { message: 'is before 2020' });

const valueOf = (metric: Metric) => z.number().min(METRICS[metric].min).max(METRICS[metric].max).optional();

const readingSchema = z
  .looseObject({
    deviceId: z.string().min(1),
    plantId: z.string().nullable(),
    time,
    receivedAt: time,
    clockWrong: z.boolean(),
    values: z
      .looseObject(perMetric(valueOf))
      .refine((values) => Object.values(values).some((value) => value !== undefined), { message: 'has no value' }),
  })
  .refine((reading) => reading.time.getTime() <= reading.receivedAt.getTime() + MOST_AHEAD_S * 1000, {
    message: `is more than ${MOST_AHEAD_S} s after it was received`,
    path: ['time'],
    // A field that may be left out may also be undefined here, which the interface does not say.
  }) as z.ZodType as z.ZodType<Reading>;

const heartbeatSchema: z.ZodType<Heartbeat> = z.looseObject({
  deviceId: z.string().min(1),
  receivedAt: time,
  vitals: heartbeatPayloadSchema,
});

const rejectionSchema = z.looseObject({
  deviceId: z.string().min(1),
  topic: z.string(),
  payload: z.string(),
  reason: z.string().min(1),
  receivedAt: time,
  setAside: z.literal(true).optional(),
  node: z.object({ id: z.string(), name: z.string() }).optional(),
}) as z.ZodType as z.ZodType<Rejection>;

const noticeSchema: z.ZodType<Notice> = z.looseObject({
  id: z.string().min(1),
  alertId: z.number(),
  kind: z.enum(NOTICE_KINDS),
  message: z.string(),
  plantId: z.string().nullable(),
  deviceId: z.string().nullable(),
});

/** The plant as a message carries it. Its limits are those that the reading is judged by: a flow may change them. */
const plantOnMessage = z
  .looseObject({ id: z.string(), name: z.string(), thresholds: thresholdsSchema.optional() })
  .nullish();

const careRequestSchema: z.ZodType<CareRequest> = z.looseObject({
  plantId: z.string(),
  reason: z.enum(CARE_REASONS),
  language: z.enum(LANGUAGES).optional(),
  withoutModel: z.boolean().optional(),
});

/** Flows may add fields for a language model. */
const contextSchema: z.ZodType<CareContext> = careContextSchema.loose();

const originSchema: z.ZodType<AdviceOrigin> = z.object({
  source: z.enum(CARE_SOURCES),
  model: z.string().max(200).nullable(),
  tokens_in: z.int().min(0),
  tokens_out: z.int().min(0),
});

const repairSchema = z.object({ answer: z.string(), fault: z.string() });

const EXAMPLE_TIME = new Date('2026-03-08T12:00:00.000Z');
const EXAMPLE_REQUEST = { plantId: 'plant_3f2a', reason: 'user' as const };
const EXAMPLE_ORIGIN = { source: 'rules' as const, model: null, tokens_in: 0, tokens_out: 0 };

/** Whatever a message may be. */
export const anything = messageType({
  name: 'anything',
  label: 'any message',
  colour: '#d9d9d9',
  description: 'A message of a node that does not say what it sends.',
  from: 'any node',
  properties: {},
  example: { payload: 'hello' },
});

export const rawMessage = messageType({
  name: 'raw_message',
  label: 'a raw message',
  colour: '#b8b8b8',
  description: 'A message as a device published it, unchecked. The payload is what it sent, usually as bytes.',
  from: 'a "device messages" node',
  properties: { payload: z.unknown(), topic: z.unknown(), receivedAt: time.optional() },
  example: {
    topic: 'devices/device_7c1e/telemetry',
    payload: '{"soil_moisture":41.5}',
    deviceId: 'device_7c1e',
    receivedAt: EXAMPLE_TIME,
  },
});

export const gatewayMessage = messageType({
  name: 'gateway_message',
  label: 'a message of a gateway',
  colour: '#8f9fb8',
  description:
    'What a gateway published, in the form of the program that it runs, about itself or the sensors behind it. The payload is usually bytes.',
  from: 'a "device messages" node for gateways',
  properties: { payload: z.unknown(), topic: z.string(), receivedAt: time.optional() },
  example: {
    topic: 'gateways/device_9b2f/greenhouse/tomato',
    payload: '{"soil_moisture":41.5,"linkquality":83}',
    deviceId: 'device_9b2f',
    receivedAt: EXAMPLE_TIME,
  },
});

export const reading = messageType({
  name: 'reading',
  label: 'a reading',
  colour: '#7fb878',
  description: 'What one device measured at one time, in the units of the metrics.',
  from: 'a validation node',
  properties: { payload: readingSchema, plant: plantOnMessage },
  example: {
    payload: {
      deviceId: 'device_7c1e',
      plantId: 'plant_3f2a',
      time: EXAMPLE_TIME,
      receivedAt: EXAMPLE_TIME,
      clockWrong: false,
      values: { soil_moisture: 41.5, temperature: 21.3 },
    },
    plant: { id: 'plant_3f2a', name: 'Fern', thresholds: { soil_moisture: { min: 30 } } },
  },
});

export const heartbeat = messageType({
  name: 'heartbeat',
  label: 'a heartbeat',
  colour: '#a58fd8',
  description: 'A sign of life of a device, with its vital signs.',
  from: 'a validation node',
  properties: {
    payload: heartbeatSchema,
  },
  example: { payload: { deviceId: 'device_7c1e', receivedAt: EXAMPLE_TIME, vitals: { battery_pct: 87 } } },
});

export const rejection = messageType({
  name: 'rejection',
  label: 'a rejected message',
  colour: '#d98c6a',
  description: 'A message that cannot be used, with the reason in words for the owner.',
  from: "a validation node's second output",
  properties: {
    payload: rejectionSchema,
  },
  example: {
    payload: {
      deviceId: 'device_7c1e',
      topic: 'devices/device_7c1e/telemetry',
      payload: '{"humidity":-500}',
      reason: 'humidity: -500 is below what a sensor can measure',
      receivedAt: EXAMPLE_TIME,
    },
  },
});

export const notice = messageType({
  name: 'notice',
  label: 'a notice',
  colour: '#d6ad3f',
  description: 'A message about an alert for the owner. It is in the database already and waits to be sent.',
  from: 'a threshold or presence node',
  properties: {
    payload: noticeSchema,
    plant: plantOnMessage,
  },
  example: {
    topic: 'breach',
    payload: {
      id: '18',
      alertId: 7,
      kind: 'breach',
      message: 'soil_moisture is 15.2, threshold min 20.0',
      plantId: 'plant_3f2a',
      deviceId: 'device_7c1e',
    },
    plant: { id: 'plant_3f2a', name: 'Fern' },
  },
});

export const registration = messageType({
  name: 'registration',
  label: 'a registration',
  colour: '#5fb3b0',
  description: 'A device that asks to be known, with the host name under which it reached the server.',
  from: 'an API request node',
  properties: { payload: z.object({ request: registerDeviceSchema, requestHost: z.string(), callerId: z.string().optional() }) },
  example: {
    requestId: 'r1',
    payload: {
      request: { mac_address: 'AA:BB:CC:DD:EE:FF', name: 'Shelf' },
      requestHost: 'plants.local',
      callerId: '0b1c7f0e-58e5-4b3e-9d53-0d8f3f9a2f11',
    },
  },
});

export const credentials = messageType({
  name: 'credentials',
  label: 'credentials',
  colour: '#3f8f8c',
  description: 'What a registered device logs in to the broker with. It holds a password.',
  from: 'a "register device" node',
  holdsSecrets: true,
  properties: { payload: z.object({ created: z.boolean(), credentials: deviceCredentialsSchema }) },
  example: {
    requestId: 'r1',
    payload: {
      created: true,
      credentials: {
        device_id: 'device_7c1e',
        mqtt_username: 'device_7c1e',
        mqtt_password: 'secret',
        mqtt: { host: 'plants.local', port: 1883 },
        topics: { telemetry: 'devices/device_7c1e/telemetry', heartbeat: 'devices/device_7c1e/heartbeat' },
        heartbeat_interval_s: 60,
      },
    },
  },
});

export const careRequest = messageType({
  name: 'care_request',
  label: 'a request for a care plan',
  colour: '#c9a2d6',
  description: 'Which plant a care plan is asked for, and why.',
  from: 'an API request node for care_plan',
  properties: { payload: careRequestSchema },
  example: { requestId: 'r2', payload: EXAMPLE_REQUEST },
});

export const careContext = messageType({
  name: 'care_context',
  label: 'what a care plan is made from',
  colour: '#b07cc6',
  description: 'Everything that is known of a plant. A flow may add fields, which a language model reads.',
  from: 'a "gather context" node',
  properties: {
    payload: contextSchema,
    care: careRequestSchema,
    repair: repairSchema.optional(),
    origin: originSchema.optional(),
  },
  example: { care: EXAMPLE_REQUEST, payload: EXAMPLE_CONTEXT },
});

export const careAnswer = messageType({
  name: 'care_answer',
  label: "a model's answer",
  colour: '#9a66b5',
  description: 'What a language model answered, unchecked, as text.',
  from: 'a "language model" node',
  properties: {
    payload: z.unknown(),
    care: careRequestSchema,
    context: contextSchema,
    origin: originSchema,
    instructions: z.string().optional(),
    repair: repairSchema.optional(),
  },
  example: {
    care: EXAMPLE_REQUEST,
    payload: '{"summary":"It is doing well."}',
    context: EXAMPLE_CONTEXT,
    origin: { source: 'anthropic', model: 'a-model', tokens_in: 1200, tokens_out: 300 },
  },
});

export const careAdvice = messageType({
  name: 'care_advice',
  label: 'a care plan',
  colour: '#84509f',
  description: 'Advice about a plant that was checked and is not stored yet.',
  from: 'a "check plan" or "plan by rules" node',
  properties: {
    payload: careAdviceSchema,
    care: careRequestSchema,
    context: contextSchema,
    origin: originSchema,
    basis: adviceBasisSchema.optional(),
  },
  example: {
    care: EXAMPLE_REQUEST,
    payload: EXAMPLE_ADVICE,
    context: EXAMPLE_CONTEXT,
    origin: EXAMPLE_ORIGIN,
  },
});

export const carePlan = messageType({
  name: 'care_plan',
  label: 'a stored care plan',
  colour: '#6b3b85',
  description: "A plan as it was stored: the plant's current one.",
  from: 'a "store plan" node',
  properties: { payload: carePlanSchema },
  example: { requestId: 'r2', payload: EXAMPLE_PLAN },
});

export const command = messageType({
  name: 'command',
  label: 'a command',
  colour: '#d98f4f',
  description: 'What a device is asked to do. What the fields of the payload mean is between a flow and its devices.',
  from: 'a function node that makes one',
  properties: {
    payload: z.record(z.string(), z.unknown(), { error: 'it is an object such as { "pump_s": 5 }' }),
    deviceId: z.string().optional(),
  },
  example: { deviceId: 'device_7c1e', payload: { pump_s: 5 } },
});

/** By name, in the order in which messages travel. */
export const MESSAGE_TYPES: Readonly<Record<string, MessageType>> = Object.fromEntries(
  [
    anything,
    rawMessage,
    gatewayMessage,
    reading,
    heartbeat,
    rejection,
    notice,
    registration,
    credentials,
    careRequest,
    careContext,
    careAnswer,
    careAdvice,
    carePlan,
    command,
  ].map((type) => [type.name, type as MessageType]),
);
