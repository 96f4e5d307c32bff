/** A hop, as far as its origin needs it. */
export interface WiredHop {
  nodeId: string;
  /** The nodes that the node's wires and links lead to. */
  leadsTo: readonly string[];
}

/**
 * Which hop each hop came from, by the wires: the last one before it whose node leads to its node and has not sent there
 * yet. A message is handed from node to node in its own time, so the order alone would not tell: after a fork, the second
 * branch begins when the first is through.
 * @param hops in the order in which the message came to them
 * @returns the index of the origin for each; null for the first node, and for a node that no wire leads to, such as *catch*
 */
export function hopOrigins(hops: readonly WiredHop[]): (number | null)[] {
  /** `from>node` for each wire that has carried the message. */
  const used = new Set<string>();
  return hops.map(({ nodeId }, index) => {
    const before = hops.slice(0, index);
    const leads = (hop: WiredHop): boolean => hop.leadsTo.includes(nodeId);
    const fresh = before.findLastIndex((hop, at) => leads(hop) && !used.has(`${at}>${nodeId}`));
    // A node may send the same message on more than once, as a split does.
    const from = fresh >= 0 ? fresh : before.findLastIndex(leads);
    if (from < 0) return null;
    used.add(`${from}>${nodeId}`);
    return from;
  });
}
