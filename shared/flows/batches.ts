import type { FlowMessage } from './message-type.ts';

/** A node is done with a message of a batch. @param failure why it failed, if it did */
export type DoneOfBatch = (messages: readonly FlowMessage[], failure?: Error) => void;

/**
 * Lets messages travel together between nodes of PlantOps: as one list from node to node, past Node-RED. Nobody else sees
 * a batch. docs/decisions/0025-batches.md says why.
 */
export interface Batches {
  /**
   * Hands messages to all nodes that an output leads to.
   * @returns false if one of these nodes takes messages only singly: then none has got any
   */
  send(node: { id: string }, output: number, messages: readonly FlowMessage[]): boolean;
  /**
   * The node takes batches until the returned function is called. It must say of each message when it is done with it.
   */
  take(node: { id: string }, handler: (messages: readonly FlowMessage[], done: DoneOfBatch) => void): () => void;
}
