/** What is sent to Node-RED as flows is looked at before Node-RED reads it: it stumbles over what could not run. */
import type { ProblemError } from '@plantops/shared/problem.ts';
import type { FlowNode } from '../runtime/flow-files.ts';
import { type FlowFault, faultsOf, refusalOf } from '../runtime/flow-gate.ts';
import { misshapenNodes } from '../runtime/flow-wiring.ts';

interface SentFlows {
  deploymentType?: string;
  flows?: { flows?: unknown };
}

/** The part of Node-RED's runtime API through which flows come in. */
export interface FlowEntrances {
  setFlows: (options: SentFlows) => Promise<unknown>;
  addFlow: (options: { flow?: unknown }) => Promise<unknown>;
  updateFlow: (options: { flow?: unknown }) => Promise<unknown>;
}

/**
 * The same failure with what the editor marks nodes by. Node-RED passes on two properties of an error, and `remote` is one
 * of them.
 */
export const markedForEditor = (failure: ProblemError): ProblemError =>
  Object.assign(failure, { remote: failure.fields.map(({ pointer, detail }) => ({ node: pointer, text: detail })) });

/** @throws ProblemError `flows_refused` if there are any */
function refuse(faults: readonly FlowFault[]): void {
  if (faults.length > 0) throw markedForEditor(refusalOf(faults));
}

/** The nodes of one tab, as the editor's API takes them. */
function nodesOf(flow: unknown): unknown[] {
  const { nodes, configs } = (flow ?? {}) as { nodes?: unknown; configs?: unknown };
  return [nodes, configs].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
}

/**
 * Has each of them refuse what could not run. The host checks again what Node-RED then has it keep.
 * @param types gives the types of nodes that are installed
 */
export function guardEntrances(api: FlowEntrances, types: () => string[]): void {
  const { setFlows, addFlow, updateFlow } = api;
  api.setFlows = async (options) => {
    if (options.deploymentType !== 'reload') {
      const flows = options.flows?.flows;
      refuse(
        Array.isArray(flows)
          ? faultsOf(flows as FlowNode[], new Set(types()))
          : [{ nodeId: undefined, text: 'These flows are no list of nodes' }],
      );
    }
    return setFlows.call(api, options);
  };
  api.addFlow = async (options) => {
    refuse(misshapenNodes(nodesOf(options.flow)));
    return addFlow.call(api, options);
  };
  api.updateFlow = async (options) => {
    refuse(misshapenNodes(nodesOf(options.flow)));
    return updateFlow.call(api, options);
  };
}
