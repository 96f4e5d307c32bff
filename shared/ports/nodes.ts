/** What the host knows of the nodes. */

/** Which nodes could not start. */
export interface NodeHealth {
  failing(node: { id: string }, problem: string): void;
  /** The node runs, or is gone. */
  well(node: { id: string }): void;
}

/** What is known of the wires that lead to a node. */
export interface Wires {
  /**
   * Whether all messages that can reach the node come from nodes that say what they send, over nodes that pass messages
   * on as they are. Then their types are what the wires say, and need no check.
   */
  promise(node: { id: string }): boolean;
}
