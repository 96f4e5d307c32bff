/**
 * Follows the types of messages along the wires of a flow: through links, junctions, switches, subflows and whatever
 * else passes messages on. The gate, the engine and the editor use the same rules; so that the editor can, this file
 * imports nothing. Pure.
 */

/** The part of a node in a flow that matters here. */
export interface WiredNode {
  id: string;
  type: string;
  z?: string | undefined;
  wires?: string[][] | undefined;
  [key: string]: unknown;
}

/** The types of messages at the ports of a kind of node, by their names. */
export interface Ports {
  input: readonly string[];
  outputs: readonly OutputPort[];
}
export interface OutputPort {
  name: string;
  /** The type of what leaves there, or the field that says so, with what it means if it is not set. */
  type: string | { field: string; types: Readonly<Record<string, string>>; initial: string };
}

/** What may arrive at a node. */
export interface Arrival {
  type: string;
  /** Only nodes that pass messages on as they are lie between the sender and here. */
  isSure: boolean;
  /** A switch lies between: it may let only messages of another type pass. */
  isMaybe: boolean;
  /** Several messages have become the payload of one. */
  isJoined: boolean;
  /** The node that makes such messages, and the name of its output. */
  from: { id: string; output: string };
}

/** A wire whose messages the node at its end cannot take. */
export interface WrongWire {
  /** The node that takes other messages. */
  nodeId: string;
  arrival: Arrival;
}

export interface FollowedWires {
  /** What may arrive at each node, by its id. */
  arrivals: ReadonlyMap<string, readonly Arrival[]>;
  wrong: readonly WrongWire[];
  /** The nodes at which only messages of types that they take can arrive, unchanged on their way. */
  promised: ReadonlySet<string>;
}

export const ANYTHING = 'anything';

/** Node-RED's nodes that pass a message on as it is. */
const PASSING = ['link in', 'link out', 'junction', 'switch', 'delay', 'batch', 'rbe', 'sort'];

/** Properties of a message that its type says something of. */
const DECLARED = ['payload', 'plant', 'care', 'context', 'origin', 'instructions', 'repair', 'topic', 'receivedAt'];
/** Identify the message that a device sent, or the request that waits. */
const IDENTITY = ['delivery', 'requestId'];

/** A function node says in this field what it sends. */
export const DECLARED_OUTPUT = 'plantopsOutput';

interface Place {
  node: WiredNode;
  /** Where each output leads to, by the keys of places. */
  targets: Set<string>[];
  arrivals: Map<string, Arrival>;
}

const SUBFLOW = 'subflow:';

interface SubflowPort {
  wires?: { id: string; port?: number }[];
}

const linksOf = ({ links }: WiredNode): string[] => (Array.isArray(links) ? (links as string[]) : []);

/**
 * Gives each link out all links in that it leads to. It is enough for Node-RED that one end of a link names the other, and
 * an example that is added to a flow names that from its own end only.
 */
export function withWholeLinks<Node extends WiredNode>(flow: readonly Node[]): Node[] {
  const namedBy = new Map<string, string[]>();
  for (const node of flow)
    if (node.type === 'link in')
      for (const from of linksOf(node)) namedBy.set(from, [...(namedBy.get(from) ?? []), node.id]);
  return flow.map((node) => {
    const more = node.type === 'link out' ? namedBy.get(node.id) : undefined;
    return more ? { ...node, links: [...new Set([...linksOf(node), ...more])] } : node;
  });
}

/** The nodes of a flow with each subflow put in place of its instances. */
class Places {
  readonly all = new Map<string, Place>();
  readonly #flow: readonly WiredNode[];
  readonly #byArea = new Map<string | undefined, WiredNode[]>();

  constructor(flow: readonly WiredNode[]) {
    this.#flow = flow;
    for (const node of flow) {
      const area = this.#byArea.get(node.z);
      if (area) area.push(node);
      else this.#byArea.set(node.z, [node]);
    }
    const subflows = new Set(flow.filter(({ type }) => type === 'subflow').map(({ id }) => id));
    for (const [area, nodes] of this.#byArea) if (area === undefined || !subflows.has(area)) this.#put(nodes, '', []);
  }

  /** @param prefix of the keys of these nodes: the instances that they are in */
  #put(nodes: readonly WiredNode[], prefix: string, within: readonly string[]): void {
    for (const node of nodes) {
      const targets = (node.wires ?? []).map((ids) => new Set(ids.map((id) => prefix + id)));
      this.all.set(prefix + node.id, { node, targets, arrivals: new Map() });
    }
    for (const node of nodes) {
      // A link out that returns gives its messages back to a link call, whose second output these wires count as.
      const isCall = node.type === 'link call';
      if (isCall || (node.type === 'link out' && node.mode !== 'return'))
        for (const id of linksOf(node)) this.#lead(prefix + node.id, isCall ? 1 : 0, prefix + id);
      if (node.type.startsWith(SUBFLOW)) this.#putSubflow(node, prefix, within);
    }
  }

  #putSubflow(instance: WiredNode, prefix: string, within: readonly string[]): void {
    const id = instance.type.slice(SUBFLOW.length);
    const subflow = this.#flow.find((node) => node.id === id && node.type === 'subflow');
    if (!subflow || within.includes(id)) return;
    const inside = `${prefix}${instance.id}/`;
    this.#put(this.#byArea.get(id) ?? [], inside, [...within, id]);
    const key = prefix + instance.id;
    const place = this.all.get(key);
    const outside = place?.targets ?? [];
    if (place) place.targets = [new Set()];
    const entries = ((subflow.in ?? []) as SubflowPort[]).flatMap(({ wires = [] }) => wires);
    for (const entry of entries) this.#lead(key, 0, inside + entry.id);
    for (const [output, { wires = [] }] of ((subflow.out ?? []) as SubflowPort[]).entries())
      for (const exit of wires)
        for (const target of outside[output] ?? [])
          // An output may be wired to the input itself.
          if (exit.id === id) this.#lead(key, 0, target);
          else this.#lead(inside + exit.id, exit.port ?? 0, target);
  }

  #lead(from: string, output: number, to: string): void {
    const targets = this.all.get(from)?.targets;
    if (!targets) return;
    while (targets.length <= output) targets.push(new Set());
    targets[output]?.add(to);
  }
}

const keyOf = ({ type, isSure, isMaybe, isJoined }: Arrival): string => [type, isSure, isMaybe, isJoined].join();

/** The type of what leaves at a port of this node. */
export const typeAt = ({ type }: OutputPort, node: WiredNode): string => {
  if (typeof type === 'string') return type;
  const set = node[type.field];
  return type.types[typeof set === 'string' && set !== '' ? set : type.initial] ?? ANYTHING;
};

const touches = (property: unknown, names: readonly string[]): boolean =>
  typeof property === 'string' && names.includes(property.split(/[.[]/)[0] ?? '');

/** What a change node does to messages: to their payload, to what else their type declares, or nothing of these. */
function changeOf({ rules }: WiredNode): 'payload' | 'declared' | 'nothing' {
  const changed = (Array.isArray(rules) ? (rules as { p?: unknown; to?: unknown; t?: unknown }[]) : []).flatMap(
    ({ p, to, t }) => (t === 'move' ? [p, to] : [p]),
  );
  if (changed.some((property) => touches(property, ['payload']))) return 'payload';
  return changed.some((property) => touches(property, [...DECLARED, ...IDENTITY])) ? 'declared' : 'nothing';
}

/** What leaves an output of a node of Node-RED or of a contributed pack, given what arrives. */
function leaving(node: WiredNode, output: number, arrivals: readonly Arrival[]): Arrival[] {
  const from = { id: node.id, output: '' };
  const unknown: Arrival = { type: ANYTHING, isSure: false, isMaybe: false, isJoined: false, from };
  if (PASSING.includes(node.type) || node.type.startsWith(SUBFLOW) || (node.type === 'link call' && output === 1))
    return node.type === 'switch' ? arrivals.map((arrival) => ({ ...arrival, isMaybe: true })) : [...arrivals];
  if (node.type === 'change') {
    const change = changeOf(node);
    if (change === 'payload') return [unknown];
    return change === 'declared' ? arrivals.map((arrival) => ({ ...arrival, isSure: false })) : [...arrivals];
  }
  if (node.type === 'join' && node.mode !== 'reduce')
    return arrivals.map((arrival) =>
      arrival.type === ANYTHING ? unknown : { ...arrival, isSure: false, isJoined: true },
    );
  const declared = node.type === 'function' ? node[DECLARED_OUTPUT] : undefined;
  return [typeof declared === 'string' && declared !== '' ? { ...unknown, type: declared } : unknown];
}

/** What leaves an output of a node, given what arrives. */
function sentFrom(
  node: WiredNode,
  output: number,
  arrivals: readonly Arrival[],
  own: readonly OutputPort[] | undefined,
): Arrival[] {
  if (!own) return leaving(node, output, arrivals);
  const port = own[output];
  if (!port) return [];
  const from = { id: node.id, output: port.name };
  return [{ type: typeAt(port, node), isSure: true, isMaybe: false, isJoined: false, from }];
}

/**
 * @param flow nodes that run; disabled ones left out
 * @param ports of the nodes of PlantOps, by their type
 */
export function followWires(flow: readonly WiredNode[], ports: Readonly<Record<string, Ports>>): FollowedWires {
  const places = new Places(withWholeLinks(flow)).all;
  const arrive = (key: string, arrival: Arrival): boolean => {
    const arrivals = places.get(key)?.arrivals;
    if (!arrivals || arrivals.has(keyOf(arrival))) return false;
    arrivals.set(keyOf(arrival), arrival);
    return true;
  };
  const queue = [...places.keys()];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const place = places.get(key);
    if (!place) continue;
    const { node, targets, arrivals } = place;
    for (const [output, keys] of targets.entries()) {
      const sent = sentFrom(node, output, [...arrivals.values()], ports[node.type]?.outputs);
      for (const target of keys) if (sent.map((arrival) => arrive(target, arrival)).includes(true)) queue.push(target);
    }
  }
  return judge(places, ports);
}

function judge(places: ReadonlyMap<string, Place>, ports: Readonly<Record<string, Ports>>): FollowedWires {
  const arrivals = new Map<string, Arrival[]>();
  const wrong: WrongWire[] = [];
  const promised = new Set<string>();
  for (const [key, place] of places) {
    const all = [...place.arrivals.values()];
    const { id } = place.node;
    arrivals.set(id, [...(arrivals.get(id) ?? []), ...all]);
    const takes = ports[place.node.type]?.input ?? [];
    if (takes.length === 0 || takes.includes(ANYTHING)) continue;
    const fits = ({ type, isJoined }: Arrival): boolean => !isJoined && takes.includes(type);
    const doesFit = all.some(fits);
    const unfit = all.filter((arrival) => arrival.type !== ANYTHING && !fits(arrival));
    for (const arrival of unfit) if (!(arrival.isMaybe && doesFit)) wrong.push({ nodeId: id, arrival });
    // Nodes in subflows run under other ids.
    if (key === id && doesFit && all.every((arrival) => fits(arrival) && arrival.isSure)) promised.add(id);
  }
  return { arrivals, wrong, promised };
}
