import { isDeepStrictEqual } from 'node:util';
import type { FlowVersionWithFlows } from '@plantops/shared/api/flow-versions.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { call } from './api.ts';
import { eventually } from './eventually.ts';

export type Deployment = 'full' | 'flows' | 'nodes';

/** Changes flows over HTTP, exactly as Node-RED's editor does. */
export class FlowEditor {
  readonly #base: () => string;
  readonly #headers: Record<string, string>;

  /**
   * @param base the server's address; called for each request, because a restart may change it
   * @param login headers with the owner's password, where the server has one
   */
  constructor(base: () => string, login: Record<string, string> = {}) {
    this.#base = base;
    this.#headers = { ...login, 'Node-RED-API-Version': 'v2' };
  }

  async read(): Promise<{ flows: FlowNode[]; rev: string }> {
    const response = await fetch(new URL('/editor/flows', this.#base()), { headers: this.#headers });
    if (!response.ok) throw new Error(`the editor answered ${response.status}`);
    return (await response.json()) as { flows: FlowNode[]; rev: string };
  }

  /** Reads the flows, changes them and deploys. @returns the flows before the change */
  async edit(change: (flows: FlowNode[]) => FlowNode[], deployment: Deployment = 'full'): Promise<FlowNode[]> {
    const { flows, rev } = await this.read();
    const { status, text } = await this.post(change(structuredClone(flows)), deployment, rev);
    if (status >= 300) throw new Error(`the deploy was answered with ${status}: ${text}`);
    return flows;
  }

  /** Deploys flows that fail on purpose: they are kept, whatever they do. @returns the flows before the change */
  async editAndKeep(change: (flows: FlowNode[]) => FlowNode[]): Promise<FlowNode[]> {
    const before = await this.edit(change);
    const { flows } = await this.read();
    // The watch begins once the version is recorded, which may be after that of a deploy before.
    await eventually(
      async () => {
        const { watch } = await this.#ask<FlowState>('/api/flows');
        if (!watch) return false;
        const version = await this.#ask<FlowVersionWithFlows>(`/api/flows/versions/${watch.version}`);
        return isDeepStrictEqual(version.flows, flows);
      },
      { what: 'a version of these flows that is watched' },
    );
    await call(this.#base(), 'POST', '/api/flows/watch/keep');
    return before;
  }

  async #ask<Answer>(path: string): Promise<Answer> {
    return (await call<Answer>(this.#base(), 'GET', path)).body;
  }

  /** Deploys whatever is given. @param rev of the flows that were changed; without it, they are overwritten */
  async post(
    flows: readonly unknown[],
    deployment: Deployment = 'full',
    rev?: string,
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(new URL('/editor/flows', this.#base()), {
      method: 'POST',
      headers: {
        ...this.#headers,
        'content-type': 'application/json',
        // As jQuery says in a browser.
        'X-Requested-With': 'XMLHttpRequest',
        'Node-RED-Deployment-Type': deployment,
      },
      body: JSON.stringify({ flows, ...(rev !== undefined && { rev }) }),
    });
    return { status: response.status, text: await response.text() };
  }
}

/** Removes a node and the wires to it, as the editor's delete key does. */
export const without =
  (id: string) =>
  (flows: FlowNode[]): FlowNode[] =>
    flows
      .filter((node) => node.id !== id)
      .map((node) => ({
        ...node,
        ...(node.wires && { wires: node.wires.map((output) => output.filter((target) => target !== id)) }),
      }));

/** Changes one node's properties. */
export const withChanged =
  (id: string, change: Record<string, unknown>) =>
  (flows: FlowNode[]): FlowNode[] =>
    flows.map((node) => (node.id === id ? { ...node, ...change } : node));

/** The nodes of an example of the import menu, by its name there. */
export const exampleNodes = (name: string): FlowNode[] =>
  JSON.parse(
    readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'nodes', 'examples', `${name}.json`), 'utf8'),
  ) as FlowNode[];

/** Adds nodes, as importing them does: a configuration node that is there already is shared. */
export const withImported =
  (nodes: readonly FlowNode[]) =>
  (flows: FlowNode[]): FlowNode[] => [...flows, ...nodes.filter(({ id }) => !flows.some((node) => node.id === id))];
