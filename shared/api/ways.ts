/** REST shapes of the ways of messages: which nodes of the flows a message passed, and what became of it. */
import { z } from 'zod';
import { causesSchema } from '../findings/causes.ts';
import { MESSAGE_KINDS } from '../topics.ts';
import { dateTime } from './fields.ts';

/**
 * What became of a message. stored: it is in the database; let_go: a node let it go on purpose; rejected: it does not fit,
 * and is kept with the reason; set_aside: it ended in the flows, and is kept whole; open: it is still on its way.
 */
export const WAY_OUTCOMES = ['stored', 'let_go', 'rejected', 'set_aside', 'open'] as const;

export const wayHopSchema = z
  .strictObject({
    node_id: z.string().meta({ description: "The node's id in the flow editor" }),
    type: z.string(),
    name: z.string().nullable().meta({ description: 'The name that the owner gave it; null if it has none' }),
    tab: z.string().nullable().meta({ description: 'The tab that it is on' }),
    from: z
      .int()
      .nullable()
      .meta({ description: 'Which hop of this list it came from, counted from 0; null: from none that is known' }),
    after_ms: z.number().meta({ description: 'Milliseconds from the start of its way until it came to the node' }),
    took_ms: z
      .number()
      .nullable()
      .meta({ description: 'Milliseconds until the node sent it on or was done with it; null: it has done neither' }),
    received: z.string().nullable().meta({
      description:
        'The payload as it came in, as JSON or text, cut to 2 KiB, without secrets; null if it was not recorded. Of a message that was not followed closely, it is as it was when the node failed.',
    }),
    failure: z.string().nullable().meta({ description: 'Why the node failed with it' }),
  })
  .meta({ id: 'WayHop', description: 'One node on the way of a message' });

/** The hops of a message; what is kept of a failed one in the database. */
export const wayPathSchema = z.strictObject({
  hops: z.array(wayHopSchema).meta({ description: 'In the order in which it came to them' }),
  hops_left_out: z.int().meta({ description: 'How many more there were' }),
});

export const waySchema = wayPathSchema
  .extend({
    id: z.string(),
    kind: z.enum(MESSAGE_KINDS),
    received_at: dateTime,
    payload: z.string().nullable().meta({
      description: 'As the device sent it, cut to 2 KiB, without secrets; null if it was not recorded',
    }),
    outcome: z.enum(WAY_OUTCOMES),
    reason: z.string().nullable().meta({ description: 'Why it was rejected, set aside or let go' }),
    causes: causesSchema,
  })
  .meta({ id: 'Way', description: 'The way of one message through the flows' });

export const deviceWaysSchema = z
  .strictObject({
    engine_started_at: dateTime
      .nullable()
      .meta({ description: 'Since when ways are recorded; null while the flow engine is away' }),
    ways: z.array(waySchema).meta({ description: 'Newest first' }),
  })
  .meta({
    id: 'DeviceWays',
    description: 'A sample of the newest readings of a device, and its newest messages that failed',
  });

export type WayOutcome = (typeof WAY_OUTCOMES)[number];
export type WayHop = z.infer<typeof wayHopSchema>;
export type WayPath = z.infer<typeof wayPathSchema>;
export type Way = z.infer<typeof waySchema>;
export type DeviceWays = z.infer<typeof deviceWaysSchema>;
