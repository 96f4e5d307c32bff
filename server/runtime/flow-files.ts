/**
 * Flows as files: one readable JSON file per tab. Nodes outside every tab (configuration nodes, subflows) are in
 * `global.json`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { replaceFile } from '../process/durable-file.ts';
import { makeFolder } from '../process/make-folder.ts';

export type { FlowNode };

const GLOBAL = 'global';

const fileNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'tab';

/** Splits a flow into its tabs, in order; nodes keep their order too. Tabs with the same name get a number. */
function splitTabs(flow: readonly FlowNode[]): Map<string, FlowNode[]> {
  const files = new Map<string, FlowNode[]>();
  const nameOfTab = new Map<string, string>();
  for (const node of flow) {
    if (node.type !== 'tab') continue;
    const base = fileNameOf(typeof node.label === 'string' ? node.label : node.id);
    let name = base;
    for (let number = 2; files.has(name) || name === GLOBAL; number += 1) name = `${base}-${number}`;
    files.set(name, [node]);
    nameOfTab.set(node.id, name);
  }
  for (const node of flow) {
    if (node.type === 'tab') continue;
    const name = nameOfTab.get(node.z ?? '') ?? GLOBAL;
    files.set(name, [...(files.get(name) ?? []), node]);
  }
  return files;
}

function isNode(candidate: unknown): candidate is FlowNode {
  const { id, type } = (candidate ?? {}) as { id?: unknown; type?: unknown };
  return typeof id === 'string' && typeof type === 'string';
}

/** @throws Error naming the file that is not a list of nodes */
function readFlowFile(file: string): FlowNode[] {
  let nodes: unknown;
  try {
    nodes = JSON.parse(readFileSync(file, 'utf8'));
  } catch (failure) {
    throw new Error(`The flow file ${file} is not JSON: ${(failure as Error).message}`, { cause: failure });
  }
  if (!Array.isArray(nodes) || !nodes.every(isNode)) {
    throw new Error(`The flow file ${file} is not a list of nodes, each with id and type`);
  }
  return nodes;
}

/** A tab's position in the editor. Only files store it: in a flow, the order of the tabs expresses it. */
const placeOf = ([first]: FlowNode[]): number =>
  first?.type === 'tab' && typeof first.place === 'number' ? first.place : Number.POSITIVE_INFINITY;

function withoutPlace(node: FlowNode): FlowNode {
  if (node.type !== 'tab') return node;
  const { place: _, ...tab } = node;
  return tab;
}

/** @throws Error naming the file that is not a list of nodes */
export function readFlowFiles(directory: string): FlowNode[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFlowFile(path.join(directory, name)));
  // The sort is stable: files without a position come after the others, ordered by name.
  return files
    .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)))
    .flat()
    .map(withoutPlace);
}

/** Writes a flow as files, replacing each one atomically; files of tabs that no longer exist are removed. */
export function writeFlowFiles(directory: string, flow: readonly FlowNode[]): void {
  makeFolder(directory, 0o700);
  const files = splitTabs(flow);
  for (const [place, [name, nodes]] of [...files].entries()) {
    const content = nodes.map((node) => (node.type === 'tab' ? { ...node, place: place + 1 } : node));
    replaceFile(path.join(directory, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  }
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.json') && !files.has(name.slice(0, -'.json'.length))) rmSync(path.join(directory, name));
  }
}
