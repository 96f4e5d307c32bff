/** Reads and writes the owner's changes to the flows. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';
import { type FlowEdits, flowEditsSchema } from '../services/backup/flow-edits-format.ts';
import { readFlowFiles, writeFlowFiles } from './flow-files.ts';

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
  else writeFlowFiles(edited, edits.edited);
  if (edits?.base) replaceFile(base, `${JSON.stringify(edits.base, null, 2)}\n`);
  else rmSync(base, { force: true });
}
