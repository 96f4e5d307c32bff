/**
 * Finds where messages can travel together: from an output of a node of PlantOps to nodes that take batches, over nothing
 * but links and junctions. Pure.
 */
import { type Ports, typeAt, type WiredNode, withWholeLinks } from './follow-wires.ts';

/** How a kind of node takes batches: it leaves the messages as they are, or it changes them. */
export type TakesBatches = 'reads' | 'changes';

/** A node that a batch comes to. One that does not take it hands it on. */
export interface BatchStop {
  id: string;
  takes: boolean;
  next: readonly BatchStop[];
}

/** By the id of the node that sends, for each of its outputs: undefined where messages travel singly. */
export type BatchWays = ReadonlyMap<string, readonly (readonly BatchStop[] | undefined)[]>;

/** Everything behind an output takes batches only if none of it says otherwise. */
class Way {
  readonly #nodes: ReadonlyMap<string, WiredNode>;
  readonly #takes: (node: WiredNode) => TakesBatches | undefined;
  readonly #isWatched: (id: string) => boolean;
  readonly #passed = new Set<string>();
  #readers = 0;
  #changers = 0;
  #isOpen = true;

  constructor(
    nodes: ReadonlyMap<string, WiredNode>,
    takes: (node: WiredNode) => TakesBatches | undefined,
    isWatched: (id: string) => boolean,
  ) {
    this.#nodes = nodes;
    this.#takes = takes;
    this.#isWatched = isWatched;
  }

  /** @returns undefined if messages must travel singly, or end here */
  from(ids: readonly string[]): readonly BatchStop[] | undefined {
    const stops = this.#stops(ids);
    const takers = this.#readers + this.#changers;
    // All are given the same messages, so a node that changes them must be the only one.
    return this.#isOpen && takers > 0 && (this.#changers === 0 || takers === 1) ? stops : undefined;
  }

  #stops(ids: readonly string[]): BatchStop[] {
    return ids.flatMap((id) => {
      const node = this.#nodes.get(id);
      // Node-RED, too, sends nothing to a node that does not run.
      return node ? [this.#stop(node)] : [];
    });
  }

  #stop(node: WiredNode): BatchStop {
    const { id } = node;
    const takes = this.#takes(node);
    if (takes === 'reads') this.#readers += 1;
    if (takes === 'changes') this.#changers += 1;
    if (takes) return { id, takes: true, next: [] };
    const targets = this.#isWatched(id) ? undefined : handedOnTo(node);
    // A node that is passed twice is given two copies of each message, or is in a loop.
    if (!targets || this.#passed.has(id)) {
      this.#isOpen = false;
      return { id, takes: false, next: [] };
    }
    this.#passed.add(id);
    return { id, takes: false, next: this.#stops(targets) };
  }
}

/** Where a node sends what it hands on as it is; undefined for any other node. */
function handedOnTo(node: WiredNode): readonly string[] | undefined {
  if (node.type === 'junction' || node.type === 'link in') return (node.wires ?? []).flat();
  if (node.type !== 'link out' || node.mode === 'return') return undefined;
  return Array.isArray(node.links) ? (node.links as string[]) : [];
}

/**
 * @param flow nodes that run; disabled ones left out
 * @param ports of the nodes of PlantOps, by their type
 * @param takes how nodes of a type take batches
 */
export function batchWays(
  flow: readonly WiredNode[],
  ports: Readonly<Record<string, Ports>>,
  takes: Readonly<Record<string, TakesBatches>>,
): BatchWays {
  const nodes = new Map(withWholeLinks(flow).map((node) => [node.id, node]));
  // A complete node is told of each message that these nodes are done with.
  const watched = new Set(
    flow.flatMap(({ type, scope }) => (type === 'complete' && Array.isArray(scope) ? (scope as string[]) : [])),
  );
  const isWatched = (id: string): boolean => watched.has(id);
  // Nodes in subflows run under other ids.
  const subflows = new Set(flow.filter(({ type }) => type === 'subflow').map(({ id }) => id));
  const isInSubflow = ({ z }: WiredNode): boolean => z !== undefined && subflows.has(z);
  const wayOf = (node: WiredNode, place: number, wires: readonly string[]) => {
    const port = ports[node.type]?.outputs[place];
    if (!port) return undefined;
    const type = typeAt(port, node);
    const takesType = (target: WiredNode): TakesBatches | undefined =>
      ports[target.type]?.input.includes(type) && !isWatched(target.id) ? takes[target.type] : undefined;
    return new Way(nodes, takesType, isWatched).from(wires);
  };
  return new Map(
    flow
      .filter((node) => ports[node.type] && !isInSubflow(node))
      .map((node) => [node.id, (node.wires ?? []).map((wires, place) => wayOf(node, place, wires))]),
  );
}
