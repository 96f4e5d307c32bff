import { ProblemError } from '@plantops/shared/problem.ts';
import type { FlowNode } from '../runtime/flow-files.ts';
import { markedForEditor } from './flow-entrance.ts';
import type { Deployer } from '../port/offers.ts';
import type { HostPort } from './host-services.ts';

/**
 * Node-RED's storage interface. The host keeps everything: it checks flows before it keeps them, and writes files so
 * that they last, which this process may not. A plain object, because Node-RED checks its own properties.
 * @param types gives the types of nodes that are installed
 */
export function createFlowStorage(host: HostPort, types: () => string[]) {
  let last: FlowNode[] = [];
  return {
    /** The flows that were loaded or deployed last. */
    last: (): readonly FlowNode[] => last,
    async init(): Promise<void> {},
    async getFlows(): Promise<FlowNode[]> {
      last = await host.call('load_flows', { types: types() });
      return last;
    },
    /** @param user whoever deploys, as `deployer` has named them */
    async saveFlows(flows: FlowNode[], user?: { username?: Deployer }): Promise<void> {
      await host.call('save_flows', { flows, who: user?.username ?? 'api' }).catch((failure: unknown) => {
        throw failure instanceof ProblemError ? markedForEditor(failure) : failure;
      });
      last = flows;
    },
    getCredentials: (): Promise<object> => host.call('load_credentials', null),
    saveCredentials: (credentials: Record<string, unknown>): Promise<null> =>
      host.call('save_credentials', credentials),
    getSettings: (): Promise<object> => host.call('load_editor_settings', null),
    saveSettings: (settings: Record<string, unknown>): Promise<null> => host.call('save_editor_settings', settings),
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
