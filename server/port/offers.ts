/**
 * What crosses between the host and the engine, and nothing else does. The host never runs a line of the owner's, so it
 * holds every secret and writes every file that must last; the engine runs the flows and everything on the way of a
 * reading. Only what is rare crosses: a reading is received, stored and judged inside the engine.
 */
import { deviceCredentialsSchema, registerDeviceSchema } from '@plantops/shared/api/devices.ts';
import { flowNodeFiguresSchema } from '@plantops/shared/api/flows.ts';
import { takenReadingSchema } from '@plantops/shared/api/telemetry.ts';
import { deviceWaysSchema } from '@plantops/shared/api/ways.ts';
import { adviceBasisSchema } from '@plantops/shared/care/advice-basis.ts';
import { careAdviceSchema, careContextSchema, carePlanSchema } from '@plantops/shared/care/care-plan.ts';
import { CARE_REASONS, CARE_SOURCES, CARE_STEPS, LLM_PROVIDERS } from '@plantops/shared/care/care-words.ts';
import { readingEventSchema } from '@plantops/shared/events.ts';
import { flowNodeSchema } from '@plantops/shared/flows/flow-node.ts';
import { FLOW_OPERATIONS, NOTICE_KINDS } from '@plantops/shared/ports.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { MESSAGE_KINDS } from '@plantops/shared/topics.ts';
import { z } from 'zod';
import { readingWillSchema, willEventSchema } from '../broker/last-wills.ts';
import type { Offer } from './port-end.ts';

/** Who deploys through the engine: a person in the flow editor, or a script that uses the editor's API. */
export const DEPLOYERS = ['editor', 'api'] as const;
export type Deployer = (typeof DEPLOYERS)[number];

const nothing = z.null();
const ids = z.array(z.string());
const count = z.int().min(0);

const noticeSchema = z.object({
  id: z.string(),
  alertId: z.int(),
  kind: z.enum(NOTICE_KINDS),
  message: z.string(),
  plantId: z.string().nullable(),
  deviceId: z.string().nullable(),
});

const careRequestSchema = z.object({
  plantId: z.string(),
  reason: z.enum(CARE_REASONS),
  language: z.enum(LANGUAGES).optional(),
  withoutModel: z.boolean().optional(),
});

const questionSchema = z.object({
  request: careRequestSchema,
  instructions: z.string(),
  input: z.string(),
  repair: z.object({ answer: z.string(), fault: z.string() }).optional(),
  form: z.object({ name: z.string(), description: z.string(), schema: z.record(z.string(), z.unknown()) }),
  maxTokens: z.int().min(1),
  model: z.string().optional(),
});

const originSchema = z.object({
  source: z.enum(CARE_SOURCES),
  model: z.string().nullable(),
  tokens_in: count,
  tokens_out: count,
});

/** What a node does, with the histogram for monitors. */
const nodeFiguresSchema = flowNodeFiguresSchema.extend({
  took: z.object({ count, sumS: z.number(), buckets: z.array(count) }),
});
export type NodeFigures = z.infer<typeof nodeFiguresSchema>;
const kindCountsSchema = z.object({ handedOut: count, rejected: count, setAside: count });
/** What became of the messages of devices since the engine started (`services/ingest/traffic.ts`). */
export const trafficSchema = z.object({
  kinds: z.record(z.enum(MESSAGE_KINDS), kindCountsSchema),
  nodeErrors: count,
  lastFault: z.object({ nodeId: z.string().nullable(), node: z.string().nullable(), reason: z.string() }).nullable(),
  answered: z.object({ count, afterMs: z.number().min(0) }),
});
export type TrafficCounts = z.infer<typeof trafficSchema>;

/** See `shared/latency.ts`. */
const latencySchema = z.object({ count, sumS: z.number().min(0), buckets: z.array(count) });
/** What became of readings since the engine started, for monitors (`services/ingest/ingest-figures.ts`). */
const ingestSchema = z.object({
  /** Rows that are new, or were filled with values that are. */
  stored: count,
  /** Those of them that were measured so long before they came that they raise no alert. */
  late: count,
  /** Readings of which all was there before. */
  repeated: count,
  messages: z.array(z.object({ kind: z.enum(MESSAGE_KINDS), rejected: count, setAside: count })),
  /** How long it took to commit a batch. */
  commit: latencySchema,
  /** How long messages took from their receipt until they were answered for. */
  delivery: latencySchema,
});
export type IngestCounts = z.infer<typeof ingestSchema>;

/** What the host knows of the engine between two pulses. */
export const pulseSchema = z.object({
  /** Whether the flows run; false from the moment that a deploy stops nodes until they run again. */
  flowsRunning: z.boolean(),
  brokerConnected: z.boolean(),
  /** Whether the engine hears itself through the broker; true while it is not connected. */
  brokerPasses: z.boolean(),
  /** How long its last message to itself took (ms). */
  brokerRoundTripMs: z.number().min(0).nullable(),
  /** Messages received from the broker and not acknowledged yet. */
  messagesInFlight: count,
  /** Messages received since the engine started. */
  messagesReceived: count,
  /** Messages that a node let go, on purpose. */
  messagesLetGo: count,
  /** Messages that ended in the flows and were set aside. */
  messagesSetAside: count,
  traffic: trafficSchema,
  ingest: ingestSchema,
  /** What shows that readings are stored: those of the server itself, and of devices; null before the first. */
  canary: z.object({ count, tookMs: z.number().min(0), isAwaited: z.boolean() }).nullable(),
  broker: z.object({
    /** The broker does not let the server hear itself. */
    isRefused: z.boolean(),
    /** Another server takes the connection away, again and again. */
    isContested: z.boolean(),
    /** Messages are left at the broker on purpose. */
    isHeldBack: z.boolean(),
    /** What the broker tells of its present life; null until it has. */
    figures: z.object({ startedAtMs: z.number(), received: count, dropped: count, waiting: count }).nullable(),
  }),
  readingsWaiting: count,
  openAlerts: count,
  devices: z.object({ online: count, offline: count }),
  /** Nodes of ours that could not start. */
  failingNodes: z.array(z.object({ id: z.string(), node: z.string(), problem: z.string() })),
  /** Sentences for the owner. */
  warnings: z.array(z.string()),
});
export type Pulse = z.infer<typeof pulseSchema>;

/** Changes that the engine makes known. The names are those of the bus (`services/bus/changes.ts`). */
export const engineChangeSchema = z.discriminatedUnion('name', [
  z.object({
    name: z.enum(['presence_changed', 'findings_changed', 'boards_told_apart']),
    change: z.object({ deviceIds: ids }),
  }),
  z.object({ name: z.literal('alerts_changed'), change: z.object({ alertIds: z.array(z.int()) }) }),
  z.object({ name: z.literal('mutes_ended'), change: z.object({ plantIds: ids }) }),
  z.object({ name: z.literal('readings_stored'), change: z.object({ readings: z.array(readingEventSchema) }) }),
]);

const ofPlants = z.object({ plantIds: ids });
const ofDevices = z.object({ deviceIds: ids });
/** Changes that the owner makes and that the engine must follow before the owner gets an answer. */
export const ownerChangeSchema = z.discriminatedUnion('name', [
  z.object({
    name: z.enum(['plants_changed', 'thresholds_changed', 'species_changed', 'mutes_changed']),
    change: ofPlants,
  }),
  z.object({ name: z.literal('plant_removed'), change: ofDevices.extend({ plantId: z.string() }) }),
  z.object({ name: z.literal('plant_restored'), change: ofPlants.extend(ofDevices.shape) }),
  z.object({ name: z.literal('devices_changed'), change: ofDevices }),
  z.object({ name: z.literal('alerts_acknowledged'), change: z.object({ alertIds: z.array(z.int()) }) }),
  z.object({
    name: z.enum(['device_moved', 'calibration_changed']),
    change: ofPlants.extend(ofDevices.shape),
  }),
  z.object({ name: z.literal('device_removed'), change: ofPlants.extend({ deviceId: z.string() }) }),
  z.object({
    name: z.literal('settings_changed'),
    change: z.discriminatedUnion('group', [
      z.object({ group: z.literal('notifications'), fields: ids, channels: ids }),
      z.object({ group: z.enum(['display', 'llm']), fields: ids }),
    ]),
  }),
  z.object({ name: z.literal('data_replaced'), change: z.object({}).strict() }),
]);
export type EngineChange = z.infer<typeof engineChangeSchema>;
export type OwnerChange = z.infer<typeof ownerChangeSchema>;

const namesOf = <Name extends string>(
  options: readonly { shape: { name: { options?: readonly Name[]; values?: Set<Name> } } }[],
): Name[] => options.flatMap(({ shape }) => [...(shape.name.options ?? shape.name.values ?? [])]);
export const ENGINE_CHANGES: readonly EngineChange['name'][] = namesOf(engineChangeSchema.options);
export const OWNER_CHANGES: readonly OwnerChange['name'][] = namesOf<OwnerChange['name']>(ownerChangeSchema.options);

/** What the host does for the engine. */
export const hostOffer = {
  calls: {
    /** The flows that shall run. `types`: the types of nodes that are installed. */
    load_flows: { input: z.object({ types: z.array(z.string()) }), output: z.array(flowNodeSchema) },
    /** Keeps flows that were deployed, whatever was sent. Fails with a sentence for the owner if they must not run. */
    save_flows: { input: z.object({ flows: z.array(z.unknown()), who: z.enum(DEPLOYERS) }), output: nothing },
    load_credentials: { input: nothing, output: z.record(z.string(), z.unknown()) },
    save_credentials: { input: z.record(z.string(), z.unknown()), output: nothing },
    load_editor_settings: { input: nothing, output: z.record(z.string(), z.unknown()) },
    save_editor_settings: { input: z.record(z.string(), z.unknown()), output: nothing },
    register_device: {
      input: z.object({
        request: registerDeviceSchema,
        requestHost: z.string(),
        callerId: z.string().optional(),
      }),
      output: z.object({ created: z.boolean(), credentials: deviceCredentialsSchema }),
    },
    /** Its progress is the length of the answer so far, in characters. */
    ask_model: {
      input: questionSchema,
      output: z.object({
        text: z.string(),
        provider: z.enum(LLM_PROVIDERS),
        model: z.string(),
        tokensIn: count,
        tokensOut: count,
      }),
    },
    gather_care: { input: careRequestSchema, output: careContextSchema },
    store_plan: {
      input: z.object({
        request: careRequestSchema,
        advice: careAdviceSchema,
        context: careContextSchema,
        origin: originSchema,
        basis: adviceBasisSchema.optional(),
      }),
      output: carePlanSchema,
    },
    release_notice: {
      input: z.strictObject({ noticeId: z.string(), channel: z.string().optional() }),
      output: nothing,
    },
    unreleased_notices: { input: nothing, output: z.array(noticeSchema) },
  },
  news: {
    pulse: pulseSchema,
    /** Another node that is not ours takes a message: the likely cause if the engine hangs or ends now. */
    entered: z.string(),
    /** The engine is about to end because of a fault that nothing caught. */
    crash: z.object({ nodeId: z.string().optional(), message: z.string() }),
    changes: z.array(engineChangeSchema),
    care_progress: z.object({
      request: careRequestSchema,
      step: z.enum(CARE_STEPS),
      characters: z.number().min(0).optional(),
    }),
  },
} satisfies Offer;

/** What the engine does for the host. */
export const engineOffer = {
  calls: {
    /** Answers once the settings that were sent before are in effect. */
    heed_settings: { input: nothing, output: nothing },
    /** Follows a change that the owner made. Answers what could not be followed. */
    follow: { input: ownerChangeSchema, output: z.array(z.string()) },
    /** Sends a REST request through the flows and answers what they say. */
    flow_request: {
      input: z.object({ operation: z.enum(FLOW_OPERATIONS), payload: z.unknown() }),
      output: z.unknown(),
    },
    /** Answers when the messages in progress are stored, once the settings say that no more are taken. */
    drain: { input: nothing, output: nothing },
    /** Takes the messages that wait in the table, such as those that the owner sends through the flows again. */
    take_waiting: { input: nothing, output: nothing },
    /** Loads the flows from the host again and starts them. */
    reload_flows: { input: nothing, output: nothing },
    /** The ways of a device's messages that the engine has followed closely. Those that failed are in the database. */
    device_ways: { input: z.object({ deviceId: z.string() }), output: deviceWaysSchema },
    /** Sends readings that a device gave by HTTP through the flows. Answers what became of each. */
    take_readings: {
      input: z.object({ deviceId: z.string(), payloads: z.array(z.string()) }),
      output: z.array(takenReadingSchema),
    },
    /** What each node does that runs now. */
    node_figures: { input: nothing, output: z.array(nodeFiguresSchema) },
    /** Ends in order: everything received is stored or left to the broker. */
    stop: { input: nothing, output: nothing },
  },
  news: {
    /** What the nodes must know of the owner's settings; sent whenever it changes. */
    settings: z.object({
      alertCooldownS: z.number().min(0),
      modelReady: z.boolean(),
      outbox: z.object({ waiting: count, lastError: z.string().optional() }),
      /** The time zone that the owner is told times in; IANA name. */
      timeZone: z.string(),
      /** Whether somebody wants to be told of each stored reading. */
      announceReadings: z.boolean(),
      /** Whether messages are left at the broker. An engine that is started meanwhile takes none, either. */
      holdBack: z.boolean(),
      /** Last wills on topics where readings go, as they are known when the engine starts. */
      wills: z.array(readingWillSchema),
    }),
    /** What the broker's log says of such wills. */
    will: willEventSchema,
  },
} satisfies Offer;

export type HostOffer = typeof hostOffer;
export type EngineOffer = typeof engineOffer;
