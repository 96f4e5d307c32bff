import { MESSAGE_KINDS, type MessageKind } from '@plantops/shared/topics.ts';
import type { TracedNode, TracedNodes } from './traced-nodes.ts';
import type { EndedAs, KeptWay } from './kept-way.ts';

/** How many messages are remembered: a power of two. At 20,000 readings a second that is the last 0.8 s. */
const MESSAGES = 16_384;
/** How many hops of each. */
export const MOST_RECENT_HOPS = 12;

/** What must be known of a message when it fails. */
export interface MessageFacts {
  deviceId: string;
  kind: MessageKind;
  receivedAt: Date;
}

export interface RecentHop {
  node: TracedNode;
  /** From the start of the message's way. */
  inMs: number;
  /** When it was sent on, or the node was done with it; undefined before. */
  outMs: number | undefined;
}

/**
 * The hops of the newest messages, of each of them: whatever fails has its way. Nothing is allocated for a message, since
 * all of them go through here; the room for them, about 3 MB, is taken once. A message is known by its number, and the
 * newest take the places of the oldest.
 */
export class RecentHops {
  readonly #nodes: TracedNodes;
  /** By place; NaN where there was none yet, which is no number of a message. */
  readonly #ids = new Float64Array(MESSAGES).fill(Number.NaN);
  readonly #startsMs = new Float64Array(MESSAGES);
  readonly #receivedAtMs = new Float64Array(MESSAGES);
  /** A string for each message would have to be kept alive; there are only so many devices. */
  readonly #devices = new Uint32Array(MESSAGES);
  readonly #deviceNumbers = new Map<string, number>();
  readonly #deviceIds: string[] = [];
  /** The place of the kind among `MESSAGE_KINDS`. */
  readonly #kinds = new Uint8Array(MESSAGES);
  /** How many hops there were, also those that there is no room for. */
  readonly #counts = new Uint32Array(MESSAGES);
  /** In how many nodes it is, of those hops that there is room for. */
  readonly #open = new Uint8Array(MESSAGES);
  readonly #ends: (EndedAs | undefined)[] = Array.from({ length: MESSAGES }, () => undefined);
  readonly #ways: (KeptWay | undefined)[] = Array.from({ length: MESSAGES }, () => undefined);
  readonly #hopNodes = new Uint16Array(MESSAGES * MOST_RECENT_HOPS);
  /** Microseconds would be lost after 16 seconds, milliseconds after four hours. */
  readonly #insMs = new Float32Array(MESSAGES * MOST_RECENT_HOPS);
  /** Negative while the message is in the node. */
  readonly #outsMs = new Float32Array(MESSAGES * MOST_RECENT_HOPS);

  constructor(nodes: TracedNodes) {
    this.#nodes = nodes;
  }

  /** The place of a message; -1 if it is not remembered. */
  find(id: number): number {
    const place = id & (MESSAGES - 1);
    return this.#ids[place] === id ? place : -1;
  }

  /** Remembers a new message, unless a newer one has its place. @returns its place, or -1 */
  begin(id: number, { deviceId, kind, receivedAt }: MessageFacts, nowMs: number): number {
    const place = id & (MESSAGES - 1);
    if ((this.#ids[place] as number) > id) return -1;
    this.#ids[place] = id;
    this.#startsMs[place] = nowMs;
    this.#receivedAtMs[place] = receivedAt.getTime();
    this.#devices[place] = this.#deviceNumbers.get(deviceId) ?? this.#number(deviceId);
    this.#kinds[place] = MESSAGE_KINDS.indexOf(kind);
    this.#counts[place] = 0;
    this.#open[place] = 0;
    this.#ends[place] = undefined;
    this.#ways[place] = undefined;
    return place;
  }

  /** The message has come to a node. */
  enter(place: number, node: TracedNode, nowMs: number): void {
    const count = this.#counts[place] as number;
    this.#counts[place] = count + 1;
    if (count >= MOST_RECENT_HOPS) return;
    const hop = place * MOST_RECENT_HOPS + count;
    this.#hopNodes[hop] = node.index;
    this.#insMs[hop] = nowMs - (this.#startsMs[place] as number);
    this.#outsMs[hop] = -1;
    this.#open[place] = (this.#open[place] as number) + 1;
  }

  /** The message was sent to this node: it leaves the last node that leads here and that it was still in. */
  sentTo(place: number, target: TracedNode, nowMs: number): void {
    if (this.#open[place] === 0) return;
    const first = place * MOST_RECENT_HOPS;
    for (let hop = this.#last(place); hop >= first; hop -= 1) {
      if ((this.#outsMs[hop] as number) >= 0) continue;
      const node = this.#nodes.at(this.#hopNodes[hop] as number);
      if (node.leadsTo.has(target)) return this.#leave(place, hop, node, nowMs);
    }
  }

  /** The node is done with the message, which leaves it unless it was sent on before. */
  leave(place: number, node: TracedNode, nowMs: () => number): void {
    if (this.#open[place] === 0) return;
    const first = place * MOST_RECENT_HOPS;
    for (let hop = this.#last(place); hop >= first; hop -= 1)
      if (this.#hopNodes[hop] === node.index && (this.#outsMs[hop] as number) < 0)
        return this.#leave(place, hop, node, nowMs());
  }

  #number(deviceId: string): number {
    const number = this.#deviceIds.push(deviceId) - 1;
    this.#deviceNumbers.set(deviceId, number);
    return number;
  }

  #last(place: number): number {
    return place * MOST_RECENT_HOPS + Math.min(this.#counts[place] as number, MOST_RECENT_HOPS) - 1;
  }

  #leave(place: number, hop: number, { figures }: TracedNode, nowMs: number): void {
    const outMs = nowMs - (this.#startsMs[place] as number);
    this.#outsMs[hop] = outMs;
    this.#open[place] = (this.#open[place] as number) - 1;
    figures?.lasted(Math.max(outMs - (this.#insMs[hop] as number), 0));
  }

  startOf(place: number): number {
    return this.#startsMs[place] as number;
  }

  factsOf(place: number): MessageFacts {
    return {
      deviceId: this.#deviceIds[this.#devices[place] as number] as string,
      kind: MESSAGE_KINDS[this.#kinds[place] as number] as MessageKind,
      receivedAt: new Date(this.#receivedAtMs[place] as number),
    };
  }

  /** The way of a message that is followed closely. */
  wayOf(place: number): KeptWay | undefined {
    return this.#ways[place];
  }

  keep(place: number, way: KeptWay | undefined): void {
    this.#ways[place] = way;
  }

  /** What became of the message; undefined while it is on its way. */
  endOf(place: number): EndedAs | undefined {
    return this.#ends[place];
  }

  end(place: number, as: EndedAs): void {
    this.#ends[place] ??= as;
  }

  /** Its hops so far, oldest first. */
  hopsOf(place: number): { hops: RecentHop[]; leftOut: number } {
    const count = this.#counts[place] as number;
    const hops = Array.from({ length: Math.min(count, MOST_RECENT_HOPS) }, (_, index): RecentHop => {
      const hop = place * MOST_RECENT_HOPS + index;
      const outMs = this.#outsMs[hop] as number;
      return {
        node: this.#nodes.at(this.#hopNodes[hop] as number),
        inMs: this.#insMs[hop] as number,
        outMs: outMs < 0 ? undefined : outMs,
      };
    });
    return { hops, leftOut: Math.max(count - MOST_RECENT_HOPS, 0) };
  }
}
