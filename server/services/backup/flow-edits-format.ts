import { z } from 'zod';

const nodeSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  z: z.string().optional(),
  wires: z.array(z.array(z.string())).optional(),
});

/** The owner's changes to the flows, in the form stored in a backup. */
export const flowEditsSchema = z.strictObject({
  edited: z.array(nodeSchema),
  /** The flows shipped with the version that was edited, so that a later version can merge. */
  base: z.array(nodeSchema).nullable(),
});
export type FlowEdits = z.infer<typeof flowEditsSchema>;
