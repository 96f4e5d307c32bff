/**
 * The part of Node-RED that our nodes use. Its published types are outdated and loose, so the few members we need are
 * declared here. Nothing else in the project refers to Node-RED's runtime API.
 */
import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';

/** One message, or one entry per output (null to send nothing). */
export type Outgoing = FlowMessage | (FlowMessage | FlowMessage[] | null)[];
export type RawSend = (messages: Outgoing) => void;
export type Done = (error?: Error) => void;

export interface NodeStatus {
  fill?: 'green' | 'yellow' | 'red' | 'grey';
  shape?: 'dot' | 'ring';
  text?: string;
}

/** Values that Node-RED keeps for a node; over a restart if its context store is a file. */
export interface NodeMemory {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export interface RuntimeNode {
  id: string;
  type: string;
  name?: string;
  /** What the editor keeps apart from the flow, encrypted. */
  credentials?: Record<string, string | undefined>;
  context(): NodeMemory;
  send: RawSend;
  error(error: Error | string, message?: FlowMessage): void;
  status(status: NodeStatus): void;
  on(event: 'input', listener: (message: FlowMessage, send: RawSend, done: Done) => void): void;
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): void;
}

export interface NodeRed {
  settings: { plantops?: PlantOpsServices };
  nodes: {
    createNode(node: RuntimeNode, config: Record<string, unknown>): void;
    registerType(
      type: string,
      constructor: (this: RuntimeNode, config: Record<string, unknown>) => void,
      options?: { credentials: Record<string, { type: 'text' | 'password' }> },
    ): void;
    getNode(id: string): RuntimeNode | null;
  };
}
