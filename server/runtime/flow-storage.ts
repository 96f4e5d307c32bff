import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { replaceFile } from '../process/durable-file.ts';
import { makeFolder } from '../process/make-folder.ts';
import { type FlowNode, readFlowFiles, writeFlowFiles } from './flow-files.ts';
import { mergeFlows } from './flow-merge.ts';

export interface FlowStorageOptions {
  /** The flows that come with this version; never written to. */
  shippedFolder: string;
  /** Where edited flows, credentials and the editor's settings are kept. */
  dataFolder: string;
  log: Logger;
}

function readJson<T>(file: string, fallback: T): T {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : fallback;
}

function writeJson(file: string, value: unknown): void {
  makeFolder(path.dirname(file), 0o700);
  replaceFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Updates the owner's flows to this version. Until they are edited, they are the shipped flows; edits are kept in
 * `flows/`, and `shipped.json` holds the shipped flows they are based on.
 */
export function prepareFlows({ shippedFolder, dataFolder, log }: FlowStorageOptions): FlowNode[] {
  const editedFolder = path.join(dataFolder, 'flows');
  const baseFile = path.join(dataFolder, 'shipped.json');
  const shipped = readFlowFiles(shippedFolder);
  if (!existsSync(editedFolder)) return shipped;
  // Also if it is empty: the owner may have removed every tab.
  const edited = readFlowFiles(editedFolder);
  const base = readJson<FlowNode[]>(baseFile, shipped);
  if (isDeepStrictEqual(base, shipped)) return edited;
  const { flow, conflicts } = mergeFlows(base, edited, shipped);
  writeFlowFiles(editedFolder, flow);
  writeJson(baseFile, shipped);
  log.info('the flows were brought up to this version; your edits were kept');
  for (const id of conflicts) log.warn(`flow node ${id} was changed by you and by this version: yours was kept`);
  return flow;
}

/**
 * Node-RED's storage interface on these files. A plain object, because Node-RED checks its own properties.
 * @param flow the initial flow, from `prepareFlows`
 */
export function createFlowStorage({ shippedFolder, dataFolder }: FlowStorageOptions, flow: FlowNode[]) {
  const file = (name: string): string => path.join(dataFolder, name);
  let current = flow;
  return {
    async init(): Promise<void> {
      // Node-RED looks for nodes installed next to the flows, and complains if this file is missing.
      if (!existsSync(file('package.json'))) writeJson(file('package.json'), { name: 'plantops-flows', private: true });
    },
    async getFlows(): Promise<FlowNode[]> {
      return current;
    },
    /** Sets the flows that Node-RED gets when it next loads them. */
    replace(flows: FlowNode[]): void {
      current = flows;
    },
    async saveFlows(saved: FlowNode[]): Promise<void> {
      writeFlowFiles(file('flows'), saved);
      writeJson(file('shipped.json'), readFlowFiles(shippedFolder));
      current = saved;
    },
    async getCredentials(): Promise<object> {
      return readJson(file('credentials.json'), {});
    },
    async saveCredentials(credentials: object): Promise<void> {
      writeJson(file('credentials.json'), credentials);
    },
    async getSettings(): Promise<object> {
      return readJson(file('settings.json'), {});
    },
    async saveSettings(settings: object): Promise<void> {
      writeJson(file('settings.json'), settings);
    },
    async getSessions(): Promise<object> {
      return {};
    },
    async saveSessions(): Promise<void> {},
    async getLibraryEntry(): Promise<unknown[]> {
      return [];
    },
    async saveLibraryEntry(): Promise<void> {
      throw new Error('The library is not kept here: export the nodes to a file');
    },
  };
}
