/** REST shapes of dry runs: flows over messages of before, without anything being stored, sent or acknowledged. */
import { z } from 'zod';
import { flowNodeSchema } from '../flows/flow-node.ts';
import { METRIC_NAMES, perMetric } from '../metrics.ts';
import { dateTime } from './fields.ts';

export const DRY_SPANS = ['hour', 'day', 'week'] as const;
export type DrySpan = (typeof DRY_SPANS)[number];

/** How many hours of readings a span means. */
export const HOURS_OF_SPAN: Readonly<Record<DrySpan, number>> = { hour: 1, day: 24, week: 168 };

/** How many of each kind a result lists; the counts go on. */
export const LISTED = 200;

const count = z.int().min(0);
const node = { node_id: z.string(), node: z.string().meta({ description: 'In words, with its tab' }) };
const reason = z.string();
const metric = z.enum(METRIC_NAMES);
const values = z.strictObject(perMetric(() => z.number().optional()));

export const startDryRunSchema = z
  .strictObject({
    version: z.int().min(1).optional().meta({ description: 'A version of the flows, by its number' }),
    flows: z.array(flowNodeSchema).min(1).optional().meta({ description: 'Flows that are not deployed' }),
    source: z.enum(['readings', 'set_aside']).default('readings').meta({
      description: 'Stored readings, as the messages that they were; or the messages that were set aside',
    }),
    span: z.enum(DRY_SPANS).default('day').meta({ description: 'The readings of the last hour, day or week' }),
  })
  .refine(({ version, flows }) => (version === undefined) !== (flows === undefined), 'give either version or flows')
  .meta({ id: 'StartDryRun' });

/** What became of all messages in one version. */
export const drySideSchema = z
  .strictObject({
    stored: count,
    repeated: count.meta({ description: 'Readings that the flows stored a second time' }),
    made: count.meta({ description: 'Readings that the flows made themselves, or stored late' }),
    rejected: z.array(z.strictObject({ reason, count })),
    set_aside: z.array(z.strictObject({ ...node, reason, count })),
    let_go: z.array(z.strictObject({ ...node, reason, count })),
    waiting: z
      .array(z.strictObject({ ...node, count }))
      .meta({ description: 'Messages that still waited in a node at the end' }),
    alerts_opened: count,
    alerts_closed: count,
    notices: count.meta({ description: 'Messages to the owner that would have been sent' }),
    commands: count.meta({ description: 'Commands that would have been sent to devices' }),
    not_acted: z
      .array(z.strictObject({ ...node, count }))
      .meta({ description: 'Nodes that would have acted outside of PlantOps: messages passed them unchanged' }),
    errors: z
      .array(z.strictObject({ ...node, text: z.string(), count }))
      .meta({ description: 'Errors that nodes reported' }),
    problems: z.array(z.string()).meta({ description: 'Nodes that could not start' }),
    stopped: z.string().nullable().meta({ description: 'Why it was run no further: then the counts are not of all' }),
  })
  .meta({ id: 'DryRunSide', description: 'What became of the messages in one version of the flows' });

export const dryRunAlertSchema = z
  .strictObject({
    plant_id: z.string().nullable(),
    metric: metric.nullable(),
    direction: z.enum(['min', 'max']).nullable(),
    message: z.string(),
    opened_at: dateTime,
    closed_at: dateTime.nullable(),
    found_in: z.enum(['both', 'tried', 'running']),
  })
  .meta({ id: 'DryRunAlert' });

export const dryRunDifferenceSchema = z
  .strictObject({
    device_id: z.string(),
    time: dateTime,
    running: values.nullable().meta({ description: 'null: it is not stored' }),
    tried: values.nullable(),
  })
  .meta({ id: 'DryRunDifference', description: 'A reading that would be stored in another way, or only by one' });

export const dryRunMessageSchema = z
  .strictObject({
    id: z.int().meta({ description: 'Of the message that was set aside' }),
    outcome: z.enum(['stored', 'rejected', 'set_aside', 'let_go', 'waiting', 'lost']),
    detail: z.string().nullable().meta({ description: 'The node or the reason' }),
  })
  .meta({ id: 'DryRunMessage', description: 'What would become of a message that was set aside' });

export const dryRunResultSchema = z
  .strictObject({
    text: z.string().meta({ description: 'In a sentence' }),
    tried: drySideSchema,
    running: drySideSchema.nullable().meta({ description: 'null: there is nothing to compare with' }),
    alerts: z.array(dryRunAlertSchema).max(LISTED).meta({ description: 'By the time at which they opened' }),
    alerts_left_out: count,
    different: count.meta({ description: 'Messages of which other readings, or none, would be stored' }),
    differences: z.array(dryRunDifferenceSchema).max(LISTED),
    messages: z.array(dryRunMessageSchema).meta({ description: 'Empty for a run over readings' }),
  })
  .meta({ id: 'DryRunResult' });

export const dryRunSchema = z
  .strictObject({
    id: z.int().min(1),
    state: z.enum(['running', 'done', 'cancelled', 'failed']),
    version: z.int().nullable().meta({ description: 'null: flows that are not deployed' }),
    source: z.enum(['readings', 'set_aside']),
    span: z.enum(DRY_SPANS).nullable().meta({ description: 'null: not over readings' }),
    handled: count.meta({ description: 'How many messages were passed through so far' }),
    total: count.nullable().meta({ description: 'null: not known yet' }),
    started_at: dateTime,
    ended_at: dateTime.nullable(),
    problem: z.string().nullable().meta({ description: 'Why it failed' }),
    result: dryRunResultSchema.nullable(),
  })
  .meta({ id: 'DryRun', description: 'Flows over messages of before; nothing is stored, sent or acknowledged' });

export const keptSchema = z
  .strictObject({
    kept: count.meta({ description: 'Messages whose readings were stored and that are set aside no more' }),
  })
  .meta({ id: 'KeptReadings' });

export type StartDryRun = z.output<typeof startDryRunSchema>;
export type DrySide = z.infer<typeof drySideSchema>;
export type DryRunAlert = z.infer<typeof dryRunAlertSchema>;
export type DryRunDifference = z.infer<typeof dryRunDifferenceSchema>;
export type DryRunMessage = z.infer<typeof dryRunMessageSchema>;
export type DryRunResult = z.infer<typeof dryRunResultSchema>;
export type DryRun = z.infer<typeof dryRunSchema>;
