/** REST shapes of the flows: whether they run, what was set aside in them, and what happens to that. */
import { z } from 'zod';

const dateTime = z.iso.datetime();
const nodeId = z
  .string()
  .nullable()
  .meta({ description: "The node's id in the flow editor; null: the database refused it" });
const node = z.string().nullable().meta({ description: 'The node in words, with its tab' });

export const setAsideMessageSchema = z
  .strictObject({
    id: z.int(),
    device_id: z.string(),
    time: dateTime.meta({ description: 'When it was received' }),
    topic: z.string(),
    payload: z.string().meta({ description: 'Whole; a payload that is no text is a data: address in base64' }),
    reason: z.string(),
    node_id: nodeId,
    node,
  })
  .meta({ id: 'SetAsideMessage', description: 'A message that was neither stored nor let go, and is kept whole' });

export const setAsideGroupSchema = z
  .strictObject({
    node_id: nodeId,
    node,
    count: z.int(),
    since: dateTime.meta({ description: 'When the oldest was received' }),
    last_at: dateTime.meta({ description: 'When the newest was received' }),
    reason: z.string().meta({ description: 'Of the newest' }),
  })
  .meta({ id: 'SetAsideGroup', description: 'The messages that were set aside at one node' });

export const flowStateSchema = z
  .strictObject({
    running: z.boolean().meta({ description: 'Whether flows run; readings wait at the broker while they do not' }),
    safe_mode: z
      .strictObject({
        since: dateTime,
        reasons: z.array(z.strictObject({ node_id: z.string().nullable(), text: z.string() })),
      })
      .nullable()
      .meta({ description: "Set while other flows run in place of the owner's, which cannot run as they are" }),
    version: z.int().nullable().meta({ description: 'The number of the newest version; null: none is recorded yet' }),
    watch: z
      .strictObject({
        version: z.int(),
        back_to: z.int().meta({ description: 'The version that is brought back if this one fails' }),
        until: dateTime.meta({ description: 'Later where no message comes until then' }),
        messages: z.int().min(0).meta({ description: 'How many messages it was given since' }),
      })
      .nullable()
      .meta({ description: 'Set for two minutes after a deploy: what the flows do with messages is watched' }),
    went_back: z
      .strictObject({
        version: z.int(),
        to: z.int().meta({ description: 'The version that was brought back' }),
        at: dateTime,
        text: z.string().meta({ description: 'Why, with the node if it is known' }),
      })
      .nullable()
      .meta({ description: 'Set once a version went back by itself, until that was seen or something is deployed' }),
    is_proposed: z.boolean().meta({ description: 'Whether an upgrade proposes flows: GET /api/flows/proposal' }),
    failing_nodes: z
      .array(z.strictObject({ node_id: z.string(), node: z.string(), problem: z.string() }))
      .meta({ description: 'Nodes of PlantOps that could not start' }),
    set_aside: z.array(setAsideGroupSchema),
  })
  .meta({ id: 'FlowState' });

export const flowNodeFiguresSchema = z
  .strictObject({
    node_id: z.string().meta({ description: "The node's id in the flow editor" }),
    type: z.string(),
    name: z.string().nullable().meta({ description: 'The name that the owner gave it; null if it has none' }),
    tab: z.string().nullable().meta({ description: 'The tab that it is on' }),
    messages: z.int().meta({
      description: 'Messages that came in since the engine started; of a node that takes none, those it sent',
    }),
    errors: z.int().meta({ description: 'How often it failed since the engine started' }),
    rate_per_s: z.number().meta({ description: 'Messages per second, over the last ten seconds' }),
    errors_last_minute: z.int(),
    p50_ms: z.number().nullable().meta({
      description:
        'Half of the messages of the last minute were in the node for no longer, in milliseconds; null: there was none',
    }),
    p95_ms: z.number().nullable().meta({ description: 'The same of 95 % of them' }),
  })
  .meta({
    id: 'FlowNodeFigures',
    description:
      'What a node does. A message is in a node until the node sends it on or is done with it, whichever comes first',
  });

export const setAsideChoiceSchema = z
  .strictObject({
    ids: z.array(z.int()).min(1).max(1000).optional().meta({ description: 'Only these messages' }),
    node_id: z.string().nullable().optional().meta({ description: 'Only those of this node; null: of the database' }),
  })
  .meta({ id: 'SetAsideChoice', description: 'Which messages; all without ids and node_id' });

export const replayedSchema = z.strictObject({ replayed: z.int() }).meta({ id: 'Replayed' });
export const discardedSchema = z.strictObject({ discarded: z.int() }).meta({ id: 'Discarded' });

export type SetAsideMessage = z.infer<typeof setAsideMessageSchema>;
export type SetAsideGroup = z.infer<typeof setAsideGroupSchema>;
export type FlowNodeFigures = z.infer<typeof flowNodeFiguresSchema>;
export type FlowState = z.infer<typeof flowStateSchema>;
