/** What the engine asks for to load and keep flows, and what goes with them. */
import type { Deployer, HostOffer } from '../port/offers.ts';
import type { Handlers } from '../port/port-end.ts';
import type { FlowNode } from './flow-files.ts';
import { refusalOf } from './flow-gate.ts';
import { FlowsRefusedError, type FlowStore } from './flow-store.ts';

export type FlowCalls = Pick<
  Handlers<HostOffer>['calls'],
  | 'load_flows'
  | 'save_flows'
  | 'load_credentials'
  | 'save_credentials'
  | 'load_editor_settings'
  | 'save_editor_settings'
>;

export interface FlowListeners {
  /** Called with the flows that the engine is given. */
  onLoaded: (flows: readonly FlowNode[]) => void;
  /** Called with flows that were deployed through the engine, once they are kept. */
  onSaved: (flows: readonly FlowNode[], who: Deployer) => void;
  /** Resolves once what was written lasts, also without this machine. */
  settled: () => Promise<void> | undefined;
}

export function flowCalls(store: FlowStore, { onLoaded, onSaved, settled }: FlowListeners): FlowCalls {
  return {
    load_flows({ types }) {
      const flows = store.load(types);
      onLoaded(flows);
      return flows;
    },
    async save_flows({ flows, who }) {
      onSaved(keepFlows(store, flows), who);
      await settled();
      return null;
    },
    load_credentials: () => store.credentials(),
    async save_credentials(credentials) {
      store.saveCredentials(credentials);
      await settled();
      return null;
    },
    load_editor_settings: () => store.editorSettings(),
    save_editor_settings(saved) {
      store.saveEditorSettings(saved);
      return null;
    },
  };
}

/** Keeps flows that were deployed, whatever was sent. @throws ProblemError `flows_refused`, with a field for each fault */
export function keepFlows(store: FlowStore, sent: readonly unknown[]): FlowNode[] {
  try {
    return store.save(sent);
  } catch (failure) {
    throw failure instanceof FlowsRefusedError ? refusalOf(failure.faults, { cause: failure }) : failure;
  }
}
