/**
 * What crosses between a dry engine and whoever started it. A dry engine runs flows over messages that it is handed, and
 * stores, sends and acknowledges nothing: it tells what would have become of each message.
 */
import { DEVICE_KINDS } from '@plantops/shared/api/devices.ts';
import { type FlowNode, flowNodeSchema } from '@plantops/shared/flows/flow-node.ts';
import { combineSchema } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { FLOW_OPERATIONS, NOTICE_KINDS } from '@plantops/shared/ports.ts';
import { thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';
import type { Offer } from './port-end.ts';

const count = z.int().min(0);
/** Milliseconds since 1970. */
const instant = z.number();
const metric = z.enum(METRIC_NAMES);

/** What the flows must know to judge messages, as it is now. */
export const dryFactsSchema = z.object({
  devices: z.array(
    z.object({
      deviceId: z.string(),
      name: z.string().nullable(),
      kind: z.enum(DEVICE_KINDS).optional(),
      plant: z
        .object({ id: z.string(), name: z.string(), thresholds: thresholdsSchema, combine: combineSchema.optional() })
        .nullable(),
    }),
  ),
  /** `metric` null: the whole plant. */
  mutes: z.array(z.object({ plantId: z.string(), metric: metric.nullable(), until: instant })),
  alertCooldownS: z.number().min(0),
  heartbeatIntervalS: z.number().positive(),
  /**
   * Whether devices that are silent are called offline. It makes sense only if the messages hold their heartbeats, which
   * PlantOps does not keep.
   */
  judgesSilence: z.boolean(),
});
export type DryFacts = z.infer<typeof dryFactsSchema>;

/** A message of a device, with its payload as `db/payload-text.ts` writes it; or a request of the API. */
export const dryMessageSchema = z.union([
  z.object({ at: instant, topic: z.string(), payload: z.string() }),
  z.object({ at: instant, operation: z.enum(FLOW_OPERATIONS), request: z.unknown() }),
]);
export type DryMessage = z.infer<typeof dryMessageSchema>;

const place = z.object({ nodeId: z.string(), node: z.string(), reason: z.string() });

const storedReadingSchema = z.object({
  deviceId: z.string(),
  plantId: z.string().nullable(),
  time: instant,
  values: z.partialRecord(metric, z.number()),
});
export type StoredReading = z.infer<typeof storedReadingSchema>;

/** What became of a message. One that was neither stored nor named otherwise was a heartbeat that was heard. */
export const dryFateSchema = z.object({
  /** The place of the message among all that were handed over, from 1; 0: the flows made it themselves. */
  number: count,
  stored: z.array(storedReadingSchema),
  /** Readings that were stored a second time, which changes nothing. */
  repeated: count,
  /** Reasons. */
  rejected: z.array(z.string()),
  setAside: place.optional(),
  letGo: place.optional(),
  /** What a request was answered with. */
  answer: z.unknown().optional(),
  /** Why a request was refused. */
  refusal: z.string().optional(),
});
export type DryFate = z.infer<typeof dryFateSchema>;

export const dryAlertSchema = z.object({
  at: instant,
  change: z.enum(['opened', 'reminded', 'restated', 'closed']),
  alertId: count,
  plantId: z.string().nullable(),
  deviceId: z.string().nullable(),
  /** null: a device is silent. */
  metric: metric.nullable(),
  direction: z.enum(['min', 'max']).nullable(),
  message: z.string(),
});
export type DryAlert = z.infer<typeof dryAlertSchema>;

export const dryNoticeSchema = z.object({
  at: instant,
  kind: z.enum(NOTICE_KINDS),
  message: z.string(),
  plantId: z.string().nullable(),
  deviceId: z.string().nullable(),
  /** undefined: every channel. */
  channel: z.string().optional(),
});
export type DryNotice = z.infer<typeof dryNoticeSchema>;

export const dryCommandSchema = z.object({ at: instant, deviceId: z.string(), text: z.string() });
/** What a device would have been asked to do. */
export type DryCommand = z.infer<typeof dryCommandSchema>;

const happenedSchema = z.object({
  fates: z.array(dryFateSchema),
  alerts: z.array(dryAlertSchema),
  notices: z.array(dryNoticeSchema),
  commands: z.array(dryCommandSchema),
  /** Why these flows are run no further, in a sentence that begins with the node. */
  stopped: z.string().optional(),
});
export type Happened = z.infer<typeof happenedSchema>;

const tallyOfNode = z.object({ nodeId: z.string(), node: z.string(), count });

/** What is said once all messages have been handed over. */
const closingSchema = happenedSchema.extend({
  /** Nodes that would have acted outside of PlantOps, with the number of messages that came to each. */
  notActed: z.array(tallyOfNode),
  /** Messages that still wait in nodes, by the node that each came to last. */
  waiting: z.array(tallyOfNode),
  /** Errors that nodes reported, with the newest text of each node. */
  errors: z.array(tallyOfNode.extend({ text: z.string() })),
});
export type Closing = z.infer<typeof closingSchema>;

export const dryEngineOffer = {
  calls: {
    /**
     * Starts flows; answers the nodes that could not start, in sentences. If it is called again, everything begins anew,
     * except what functions have put into the global context.
     */
    begin: {
      input: z.object({ flows: z.array(flowNodeSchema), facts: dryFactsSchema, startAt: instant }),
      output: z.array(z.string()),
    },
    /** Passes messages through the flows, in order of time. */
    feed: { input: z.array(dryMessageSchema), output: happenedSchema },
    /** Lets time pass until `at`, and then until what ended in the flows is set aside. */
    finish: { input: z.object({ at: instant }), output: closingSchema },
  },
  news: {},
} satisfies Offer;

export const dryHostOffer = {
  calls: {},
  news: {
    /** How many messages were passed through so far. */
    handled: count,
    /** Another node that is not ours takes a message: the likely cause if the engine hangs or ends now. */
    entered: z.string(),
    /** A fault that nothing caught is about to end the engine. */
    crash: z.object({ nodeId: z.string().optional(), message: z.string() }),
  },
} satisfies Offer;

export type DryEngineOffer = typeof dryEngineOffer;
export type DryHostOffer = typeof dryHostOffer;

/**
 * A dry engine. For each run: `begin`, `feed` as often as there are messages, `finish`. `end` it in any case. Flows with a
 * loop of wires need one of their own, since Node-RED decides once how messages are handed on.
 */
export interface DryEngine {
  /**
   * Starts flows.
   * @param startAt the time of day then, in milliseconds since 1970
   * @returns the nodes that could not start, in sentences
   * @throws DryEngineEndedError, as the others
   */
  begin(flows: FlowNode[], facts: DryFacts, startAt: number): Promise<string[]>;
  /** Passes messages through the flows, in order of time. */
  feed(messages: DryMessage[]): Promise<Happened>;
  /** Lets time pass until `at`, in milliseconds since 1970, and until what has ended in the flows is set aside. */
  finish(at: number): Promise<Closing>;
  /** Ends it at once. */
  end(): void;
}

/** Why a dry engine ended that nobody had asked to, or was ended because it hung: in a sentence for the owner. */
export class DryEngineEndedError extends Error {
  override readonly name = 'DryEngineEndedError';
}
