/** A node of the flows as the editor knows it: also a tab, a subflow, a group or a configuration node. */
import { z } from 'zod';

export const flowNodeSchema = z
  .looseObject({
    id: z.string(),
    type: z.string(),
    z: z
      .string()
      .optional()
      .meta({ description: 'The tab or subflow that it is on; absent for tabs and configuration nodes' }),
    wires: z
      .array(z.array(z.string()))
      .optional()
      .meta({ description: 'For each output the ids of the nodes that it leads to' }),
  })
  .meta({ id: 'FlowNode', description: 'A node with all its properties, a tab, a subflow or a group' });

export type FlowNode = z.infer<typeof flowNodeSchema>;
