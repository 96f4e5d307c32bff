import type { Clock } from '@plantops/shared/clock.ts';
import { NodeFigures } from './node-figures.ts';

/** A node of the flow, as far as tracing knows it. Its name is asked for when it is told. */
export interface TracedNode {
  /** Stands for the node where a string would take too much room. */
  readonly index: number;
  readonly id: string;
  readonly type: string;
  /** Undefined for a node that does not run any more, or is one too many. */
  figures: NodeFigures | undefined;
  /** The nodes that it sends to, by its wires and links. */
  leadsTo: ReadonlySet<TracedNode>;
}

/** A node that runs. */
export interface RunningPlace {
  id: string;
  type: string;
  /** The nodes that its wires and links lead to. */
  leadsTo: readonly string[];
}

const NOWHERE: ReadonlySet<TracedNode> = new Set();

/** The most nodes that figures are kept of: each takes about 4 kB, and 30 lines of `/metrics`. */
export const MOST_FIGURES = 500;
/** The most nodes that ways can lead over while the engine runs, also those that were removed meanwhile. */
const MOST_NODES = 65_535;

/** All nodes that a message has come to, or that run. */
export class TracedNodes {
  readonly #clock: Clock;
  readonly #byId = new Map<string, TracedNode>();
  /** By index. The first stands for those that are too many. */
  readonly #all: TracedNode[] = [{ index: 0, id: '', type: 'unknown', figures: undefined, leadsTo: NOWHERE }];
  #figures = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of({ id, type }: { id: string; type: string }): TracedNode {
    return this.#byId.get(id) ?? this.#add(id, type);
  }

  at(index: number): TracedNode {
    return this.#all[index] as TracedNode;
  }

  /** These nodes run now: figures are kept of them, and of no others. */
  run(nodes: readonly RunningPlace[]): void {
    const running = new Set(nodes.map(({ id }) => id));
    for (const node of this.#all) if (node.figures && !running.has(node.id)) this.#forget(node);
    for (const node of nodes) this.#count(this.of(node));
    for (const node of nodes) {
      const targets = node.leadsTo.map((id) => this.#byId.get(id)).filter((target) => target !== undefined);
      this.of(node).leadsTo = new Set(targets);
    }
  }

  running(): TracedNode[] {
    return this.#all.filter(({ figures }) => figures !== undefined);
  }

  #add(id: string, type: string): TracedNode {
    if (this.#all.length > MOST_NODES) return this.at(0);
    const node: TracedNode = { index: this.#all.length, id, type, figures: undefined, leadsTo: NOWHERE };
    this.#all.push(node);
    this.#byId.set(id, node);
    return node;
  }

  #count(node: TracedNode): void {
    if (node.figures || this.#figures >= MOST_FIGURES) return;
    this.#figures += 1;
    node.figures = new NodeFigures(this.#clock.elapsedMs());
  }

  #forget(node: TracedNode): void {
    this.#figures -= 1;
    node.figures = undefined;
  }
}
