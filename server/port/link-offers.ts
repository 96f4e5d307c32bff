/**
 * What crosses between the engine at work and the hosts beside it. A host answers from the database, and passes on whatever
 * changes something; by this link it hears what has changed, so that nothing that it remembers is old.
 */
import { durabilitySchema } from '@plantops/shared/api/durability.ts';
import { flowStateSchema } from '@plantops/shared/api/flows.ts';
import { LIVE_EVENTS } from '@plantops/shared/events.ts';
import { z } from 'zod';
import { engineChangeSchema, ownerChangeSchema, pulseSchema } from './offers.ts';
import type { Offer } from './port-end.ts';

const nothing = z.null();
const noDetails = z.object({});
const flowsSchema = flowStateSchema.omit({ set_aside: true });

/** Changes that hosts are told of. The names are those of the bus (`services/bus/changes.ts`). */
export const toldChangeSchema = z.discriminatedUnion('name', [
  ...engineChangeSchema.options,
  ...ownerChangeSchema.options,
  z.object({ name: z.enum(['rooms_changed', 'access_changed', 'today_changed']), change: noDetails }),
  z.object({ name: z.literal('flows_changed'), change: z.object({ state: flowsSchema }) }),
  z.object({ name: z.literal('checks_changed'), change: z.object({ state: durabilitySchema }) }),
  z.object({ name: z.literal('care_plan_stored'), change: z.object({ plan: LIVE_EVENTS.care_plan }) }),
  z.object({ name: z.literal('care_progressed'), change: z.object({ progress: LIVE_EVENTS.care_progress }) }),
  z.object({ name: z.literal('question_changed'), change: z.object({ question: LIVE_EVENTS.question }) }),
]);
export type ToldChange = z.infer<typeof toldChangeSchema>;

/** How the engine at work is. */
const workPulseSchema = z.object({
  engine: pulseSchema,
  flows: flowsSchema,
  /** Sentences for the owner. */
  warnings: z.array(z.string()),
});
export type WorkPulse = z.infer<typeof workPulseSchema>;

/** What the engine at work does for a host. */
export const workOffer = {
  calls: {
    /** Whether the host wants to be told of each stored reading. Answers once it is so. */
    announce_readings: { input: z.boolean(), output: nothing },
    /** Whether this is the owner password. Wrong ones are counted here, whichever host they come to, and answered late. */
    is_password: { input: z.object({ candidate: z.string(), address: z.string() }), output: z.boolean() },
  },
  news: {},
} satisfies Offer;

/** What a host takes from the engine at work. */
export const besideOffer = {
  calls: {},
  news: { changes: z.array(toldChangeSchema), pulse: workPulseSchema },
} satisfies Offer;

export type WorkOffer = typeof workOffer;
export type BesideOffer = typeof besideOffer;
