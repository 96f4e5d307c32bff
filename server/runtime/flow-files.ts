/**
 * Flows as files: one readable JSON file per tab. What stands outside every tab (configuration nodes, subflows) is in
 * `global.json`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface FlowNode {
  id: string;
  type: string;
  /** Tab or subflow the node stands on; absent on tabs. */
  z?: string;
  wires?: string[][];
  [key: string]: unknown;
}

const GLOBAL = 'global';

const fileNameOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'tab';

/** Splits a flow into tabs, in order; nodes keep their order. Tabs of the same name get a number. */
export function splitTabs(flow: readonly FlowNode[]): Map<string, FlowNode[]> {
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
export function readFlowFiles(directory: string): FlowNode[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = path.join(directory, name);
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
    });
}

/** Writes a flow as files, each replaced as a whole; files of tabs that are gone are removed. */
export function writeFlowFiles(directory: string, flow: readonly FlowNode[]): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = splitTabs(flow);
  for (const [name, nodes] of files) {
    const file = path.join(directory, `${name}.json`);
    writeFileSync(`${file}.new`, `${JSON.stringify(nodes, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.json') && !files.has(name.slice(0, -'.json'.length))) rmSync(path.join(directory, name));
  }
}
