/** The owner's changes to the flows, in the form stored in a backup. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../process/durable-file.ts';
import { type FlowNode, readFlowFiles, writeFlowFiles } from './flow-files.ts';

const nodeSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  z: z.string().optional(),
  wires: z.array(z.array(z.string())).optional(),
});

export const flowEditsSchema = z.strictObject({
  edited: z.array(nodeSchema),
  /** The flows shipped with the version that was edited, so that a later version can merge. */
  base: z.array(nodeSchema).nullable(),
});
export type FlowEdits = z.infer<typeof flowEditsSchema>;

const foldersOf = (dataFolder: string): { edited: string; base: string } => ({
  edited: path.join(dataFolder, 'flows'),
  base: path.join(dataFolder, 'shipped.json'),
});

/** null while the owner has not changed the flows that came with PlantOps. */
export function readFlowEdits(dataFolder: string): FlowEdits | null {
  const { edited, base } = foldersOf(dataFolder);
  if (!existsSync(edited)) return null;
  return flowEditsSchema.parse({
    edited: readFlowFiles(edited),
    base: existsSync(base) ? (JSON.parse(readFileSync(base, 'utf8')) as unknown) : null,
  });
}

/** Replaces the owner's edits; null restores the flows that came with PlantOps. */
export function writeFlowEdits(dataFolder: string, edits: FlowEdits | null): void {
  const { edited, base } = foldersOf(dataFolder);
  if (!edits) rmSync(edited, { recursive: true, force: true });
  else writeFlowFiles(edited, edits.edited as FlowNode[]);
  if (edits?.base) replaceFile(base, `${JSON.stringify(edits.base, null, 2)}\n`);
  else rmSync(base, { force: true });
}
