/** What can be different between two versions of the flows. */
import { z } from 'zod';

export const nodeRefSchema = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    name: z.string().meta({ description: 'Empty if it has none' }),
    tab: z.string().nullable().meta({ description: 'The name of the tab or subflow that it is on' }),
  })
  .meta({ id: 'FlowNodeRef', description: 'A node in words' });

export const propertyChangeSchema = z
  .strictObject({
    property: z.string(),
    from: z.unknown().optional().meta({ description: 'Absent: it was not set' }),
    to: z.unknown().optional().meta({ description: 'Absent: it is no longer set' }),
  })
  .meta({ id: 'FlowPropertyChange' });

export const wireChangeSchema = z
  .strictObject({
    output: z.int().nullable().meta({ description: 'The output, from 1; null: a link' }),
    added: z.array(nodeRefSchema).meta({ description: 'Nodes that it also leads to now' }),
    removed: z.array(nodeRefSchema).meta({ description: 'Nodes that it no longer leads to' }),
  })
  .meta({ id: 'FlowWireChange' });

export const flowChangeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('added'), node: nodeRefSchema }),
    z.strictObject({ kind: z.literal('removed'), node: nodeRefSchema }),
    z.strictObject({ kind: z.literal('changed'), node: nodeRefSchema, properties: z.array(propertyChangeSchema) }),
    z.strictObject({ kind: z.literal('rewired'), node: nodeRefSchema, wires: z.array(wireChangeSchema) }),
  ])
  .meta({ id: 'FlowChange', description: 'A node that is both changed and rewired is in two of these' });

export type NodeRef = z.infer<typeof nodeRefSchema>;
export type PropertyChange = z.infer<typeof propertyChangeSchema>;
export type WireChange = z.infer<typeof wireChangeSchema>;
export type FlowChange = z.infer<typeof flowChangeSchema>;
export type FlowChangeKind = FlowChange['kind'];

/** Changes, those of a node together, in the order of the first of each. */
export function byNode<Change extends { node: NodeRef }>(changes: readonly Change[]): [Change, ...Change[]][] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const group = groups.get(change.node.id);
    if (group) group.push(change);
    else groups.set(change.node.id, [change]);
  }
  return [...groups.values()];
}
