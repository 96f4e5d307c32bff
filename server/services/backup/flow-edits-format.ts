import { flowNodeSchema } from '@plantops/shared/flows/flow-node.ts';
import { z } from 'zod';

/** The owner's changes to the flows, in the form stored in a backup. */
export const flowEditsSchema = z.strictObject({
  edited: z.array(flowNodeSchema),
  /** The flows shipped with the version that was edited, so that a later version can merge. */
  base: z.array(flowNodeSchema).nullable(),
});
export type FlowEdits = z.infer<typeof flowEditsSchema>;
