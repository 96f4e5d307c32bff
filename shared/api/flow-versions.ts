/** REST shapes of the versions of the flows: what was deployed when, by whom, and what an upgrade proposes. */
import { z } from 'zod';
import { flowChangeSchema, nodeRefSchema } from '../flows/flow-change.ts';
import { flowNodeSchema } from '../flows/flow-node.ts';
import { dateTime, plainText } from './fields.ts';

/**
 * Where a version comes from. `shipped`: with PlantOps. `editor`: deployed in the flow editor. `api`: deployed by a
 * script. `upgrade`: merged with a new version of PlantOps. `restore`: from a backup. `roll_back`: an earlier version,
 * brought back. `files`: found in the data directory at a start, such as after a deploy that no database could record.
 */
export const FLOW_ORIGINS = ['shipped', 'editor', 'api', 'upgrade', 'restore', 'roll_back', 'files'] as const;
export type FlowOrigin = (typeof FLOW_ORIGINS)[number];

/** How many changes of a version are told in its summary. */
export const TOLD_CHANGES = 3;

const count = z.int().min(0);
const number = z.int().min(1).meta({ description: 'Counted from 1. The newest is what the owner has' });
const note = plainText(200);
const flows = z.array(flowNodeSchema).meta({ description: 'All tabs and nodes, as the editor exports them' });

export const flowSummarySchema = z
  .strictObject({
    added: count,
    removed: count,
    changed: count,
    rewired: count,
    moved: count.meta({ description: 'Nodes that are only drawn elsewhere, which is no change' }),
    first: z
      .array(
        z.strictObject({
          kind: z.enum(['added', 'removed', 'changed', 'rewired']),
          node: nodeRefSchema,
          properties: z.array(z.string()).meta({ description: 'The names of those that changed' }),
        }),
      )
      .max(TOLD_CHANGES)
      .meta({ description: 'A few of the changes: what was added, then removed, changed and rewired' }),
  })
  .meta({ id: 'FlowSummary', description: 'What is different from the version before' });

/** What became of a version after its deploy. */
export const FLOW_OUTCOMES = ['watching', 'well', 'kept', 'went_back', 'replaced'] as const;

export const flowOutcomeSchema = z
  .strictObject({
    state: z.enum(FLOW_OUTCOMES).meta({
      description:
        'watching: for two minutes from its deploy. well: it did well. kept: on purpose. went_back: it failed, and the version before was brought back. replaced: another was deployed before that was known',
    }),
    text: z.string().meta({ description: 'In words: what it did with messages, or why it failed' }),
  })
  .meta({ id: 'FlowOutcome' });

export const flowVersionSchema = z
  .strictObject({
    number,
    created_at: dateTime,
    who: z.enum(FLOW_ORIGINS).meta({ description: 'Where it comes from' }),
    note: z.string().nullable(),
    came_from: z.int().nullable().meta({ description: 'The version that was brought back' }),
    summary: flowSummarySchema.nullable().meta({ description: 'null: there was no version before' }),
    text: z.string().meta({ description: 'The summary in a sentence' }),
    outcome: flowOutcomeSchema.nullable().meta({ description: 'null: it was not watched' }),
  })
  .meta({ id: 'FlowVersion', description: 'Flows as they were deployed. The newest 500 are kept' });

export const flowVersionWithFlowsSchema = flowVersionSchema
  .extend({ flows })
  .meta({ id: 'FlowVersionWithFlows', description: 'A version with its tabs and nodes' });

export const flowComparisonSchema = z
  .strictObject({
    from: z.int().nullable().meta({ description: 'null: nothing, where there is no version before' }),
    to: number,
    changes: z.array(flowChangeSchema),
    moved: count.meta({ description: 'Nodes that are only drawn elsewhere, which is no change' }),
    sentences: z.array(z.string()).meta({ description: 'The changes in words, one each' }),
  })
  .meta({ id: 'FlowComparison', description: 'What makes one version of another' });

export const flowProposalSchema = z
  .strictObject({
    reasons: z.array(z.string()).meta({ description: 'Why it was not taken without a question' }),
    faults: z.array(z.string()).meta({ description: 'Why it cannot run as it is; empty if it can' }),
    flows,
    changes: z.array(flowChangeSchema).meta({ description: 'What it would change in the flows of the owner' }),
    sentences: z.array(z.string()).meta({ description: 'The changes in words, one each' }),
  })
  .meta({ id: 'FlowProposal', description: 'Flows of a new version of PlantOps, merged with those of the owner' });

export const setFlowNoteSchema = z
  .strictObject({ note: note.nullable().meta({ description: 'null: none' }) })
  .meta({ id: 'SetFlowNote' });

export const bringBackSchema = z
  .strictObject({
    note: note.optional(),
    keep: z.boolean().default(false).meta({ description: 'Whether it stays whatever it does: it is not watched' }),
  })
  .prefault({})
  .meta({ id: 'BringBackFlows', description: 'May be left out' });

export const deployFlowsSchema = z
  .strictObject({
    flows: z
      .array(
        flowNodeSchema.refine(({ credentials }) => credentials === undefined, {
          error: 'holds credentials, which no flow may: type them in at /editor',
        }),
      )
      .min(1)
      .max(5000),
    note: note.optional(),
  })
  .meta({ id: 'DeployFlows', description: 'Flows to run in place of those that run. They hold no credentials' });

export type FlowSummary = z.infer<typeof flowSummarySchema>;
export type FlowOutcome = z.infer<typeof flowOutcomeSchema>;
export type FlowVersion = z.infer<typeof flowVersionSchema>;
export type FlowVersionWithFlows = z.infer<typeof flowVersionWithFlowsSchema>;
export type FlowComparison = z.infer<typeof flowComparisonSchema>;
export type FlowProposal = z.infer<typeof flowProposalSchema>;
