import type { FlowNodeFigures } from '@plantops/shared/api/flows.ts';
import type { Way, WayPath } from '@plantops/shared/api/ways.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { hopOrigins } from './hop-origins.ts';
import { type EndedAs, type KeptHop, KeptWay } from './kept-way.ts';
import { KeptWays } from './kept-ways.ts';
import { plainText } from '@plantops/shared/message-text.ts';
import { type FiguresRead, NOTED_EVERY_MS } from './node-figures.ts';
import { RecentHops } from './recent-hops.ts';
import { type RunningPlace, type TracedNode, TracedNodes } from './traced-nodes.ts';
import { WaySampler } from './way-sampler.ts';

/** A node of the flow that handles a message. */
export interface TracedPlace {
  id: string;
  type: string;
}

/** The part of a flow's message that tracing reads. */
export interface TracedMessage {
  delivery?: unknown;
  payload?: unknown;
}

/** What is told of a node besides what happened in it. */
export interface TracedNodeFacts {
  /** The name that the owner gave it. */
  name: string | null;
  tab: string | null;
  /** The nodes that its wires and links lead to. */
  leadsTo: readonly string[];
}

/** What a node has failed with, and the same in words. */
export interface TracedFailure {
  cause: unknown;
  reason: string;
}

export interface MessageTraceOptions {
  /** A message that is not answered for yet. */
  messageOf: (delivery: number) => IncomingMessage | undefined;
  factsOf: (node: TracedPlace) => TracedNodeFacts;
  clock: Clock;
}

/** So many failures a second have what came in recorded; those beyond have their hops (the payload is kept anyway). */
const FAILURE_TEXTS_PER_S = 100;

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/**
 * Records the way of messages through the flow, hop by hop, and what each node does. The hops of the newest messages are
 * remembered whatever becomes of them; a sample of the readings, and every message that fails, also with what came into
 * each node. A message is known by its number, `delivery`, which its copies share: their hops are those of one way.
 *
 * A message leaves a node when it comes to the next, or when the node is done with it, whichever is first: a node hands
 * a message on before it says that it is done, and what follows is not its time.
 *
 * `entered` and `left` are called many times for each reading, and allocate nothing for one that is not followed closely.
 */
export class MessageTrace {
  readonly startedAt: Date;
  readonly #options: MessageTraceOptions;
  readonly #clock: Clock;
  readonly #nodes: TracedNodes;
  readonly #recent: RecentHops;
  readonly #kept: KeptWays;
  readonly #sampler = new WaySampler();
  readonly #elapsedMs = (): number => this.#clock.elapsedMs();
  /** Messages without a number, such as requests and notices, in the nodes that they are in. */
  readonly #unnumbered = new WeakMap<object, { node: TracedNode; atMs: number }[]>();
  #failureSecondMs = Number.NEGATIVE_INFINITY;
  #failureTexts = 0;
  /** What a node has failed with last: it is logged right after it was told here. */
  #lastFailure: unknown;
  #timer: Timer | undefined;

  constructor(options: MessageTraceOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.startedAt = options.clock.now();
    this.#nodes = new TracedNodes(options.clock);
    this.#recent = new RecentHops(this.#nodes);
    this.#kept = new KeptWays(({ id }) => {
      const place = this.#recent.find(id);
      if (place >= 0) this.#recent.keep(place, undefined);
    });
  }

  start(): void {
    this.#timer = this.#clock.every(NOTED_EVERY_MS, () => {
      const nowMs = this.#clock.elapsedMs();
      for (const { figures } of this.#nodes.running()) figures?.note(nowMs);
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** These nodes run from now on. */
  deployed(nodes: readonly RunningPlace[]): void {
    this.#nodes.run(nodes);
  }

  /** A node that takes no messages has made one. */
  made(place: TracedPlace): void {
    this.#nodes.of(place).figures?.took(1);
  }

  /** A message of a device begins its way at this node, or begins it again after a deploy. */
  begun(place: TracedPlace, message: IncomingMessage): void {
    this.allBegun(place, [message]);
  }

  /** The same for messages that travel together: node and time are looked up once. */
  allBegun(place: TracedPlace, messages: readonly IncomingMessage[]): void {
    const node = this.#nodes.of(place);
    const nowMs = this.#clock.elapsedMs();
    node.figures?.took(messages.length);
    for (const message of messages) this.#begin(node, message, nowMs);
  }

  /** A message has come to a node. */
  entered(place: TracedPlace, message: TracedMessage): void {
    const node = this.#nodes.of(place);
    node.figures?.took(1);
    this.#enter(node, message, this.#clock.elapsedMs());
  }

  /** Messages that travel together have come to a node. */
  allEntered(place: TracedPlace, messages: readonly TracedMessage[]): void {
    const node = this.#nodes.of(place);
    const nowMs = this.#clock.elapsedMs();
    node.figures?.took(messages.length);
    for (const message of messages) this.#enter(node, message, nowMs);
  }

  /** A node is done with a message. @param failure what it failed with, if it did; `reason`: the same in words */
  left(place: TracedPlace, message: TracedMessage, failure?: TracedFailure): void {
    const node = this.#nodes.of(place);
    this.#leave(node, message, this.#elapsedMs);
    if (!failure) return;
    this.#lastFailure = failure.cause;
    node.figures?.failed();
    const { delivery, payload } = message;
    if (typeof delivery === 'number') this.#fail(delivery, node, failure.reason, payload);
  }

  /** A node is done with messages that have come to it together. */
  allLeft(place: TracedPlace, messages: readonly TracedMessage[]): void {
    const node = this.#nodes.of(place);
    const nowMs = this.#clock.elapsedMs();
    const now = (): number => nowMs;
    for (const message of messages) this.#leave(node, message, now);
  }

  /** A node has logged an error. It counts, unless it is the one that the node has just failed with. */
  logged(place: TracedPlace, error: unknown): void {
    if (error !== this.#lastFailure) this.#nodes.of(place).figures?.failed();
    this.#lastFailure = undefined;
  }

  /** The message waits in a node for long: it is followed closely from now on. */
  waits(delivery: number): void {
    const place = this.#recent.find(delivery);
    if (place >= 0 && !this.#recent.wayOf(place)) this.#follow(delivery, place);
  }

  /** The message is stored, unless something else is known of its end. */
  settled(delivery: number): void {
    this.#end(delivery, 'stored');
  }

  letGo(delivery: number, reason: string): void {
    this.#end(delivery, 'let_go', reason);
  }

  /** Gives away the way of a message that failed, to be kept with it in the database. */
  takePath(delivery: number): WayPath | undefined {
    const place = this.#recent.find(delivery);
    const way = place >= 0 ? this.#recent.wayOf(place) : this.#kept.find(delivery);
    const nowMs = this.#clock.elapsedMs();
    const known = way ?? (place >= 0 ? this.#wayAt(delivery, place) : undefined);
    this.#end(delivery, 'kept');
    if (way) this.#kept.remove(way);
    if (place >= 0) this.#recent.keep(place, undefined);
    // It ends where it was last.
    const last = known?.hops.at(-1);
    if (known && last && last.outMs === undefined) known.leave(last.node, nowMs);
    return known && this.#pathOf(known);
  }

  /** The ways of a device's messages that are followed closely and are not in the database as failed, newest first. */
  waysOf(deviceId: string): Way[] {
    return this.#kept.ofDevice(deviceId).map((way) => ({
      ...this.#pathOf(way),
      id: `${this.startedAt.getTime()}-${way.id}`,
      kind: way.facts.kind,
      received_at: way.facts.receivedAt.toISOString(),
      payload: way.payload ?? null,
      outcome: way.endedAs === undefined || way.endedAs === 'kept' ? 'open' : way.endedAs,
      reason: way.reason ?? null,
      causes: null,
    }));
  }

  /** What the nodes do that run now. */
  figures(): (FlowNodeFigures & Pick<FiguresRead, 'took'>)[] {
    const nowMs = this.#clock.elapsedMs();
    return this.#nodes.running().flatMap(({ id, type, figures }) => {
      if (!figures) return [];
      const { name, tab } = this.#options.factsOf({ id, type });
      const { messages, errors, ratePerS, errorsLastMinute, p50Ms, p95Ms, took } = figures.read(nowMs);
      return [
        {
          node_id: id,
          type,
          name,
          tab,
          messages,
          errors,
          rate_per_s: rounded(ratePerS),
          errors_last_minute: errorsLastMinute,
          p50_ms: p50Ms === undefined ? null : rounded(p50Ms),
          p95_ms: p95Ms === undefined ? null : rounded(p95Ms),
          took,
        },
      ];
    });
  }

  #begin(node: TracedNode, message: IncomingMessage, nowMs: number): void {
    const { delivery } = message;
    let recent = this.#recent.find(delivery);
    if (recent < 0) {
      recent = this.#recent.begin(delivery, message, nowMs);
      if (recent < 0) return;
      if (message.kind === 'telemetry' && this.#sampler.chooses(message.deviceId, nowMs))
        this.#follow(delivery, recent);
    }
    this.#recent.enter(recent, node, nowMs);
    this.#recent.wayOf(recent)?.enter(node, nowMs, undefined);
  }

  #enter(node: TracedNode, message: TracedMessage, nowMs: number): void {
    const { delivery } = message;
    if (typeof delivery !== 'number') {
      this.#enterUnnumbered(node, message, nowMs);
      return;
    }
    const recent = this.#recent.find(delivery);
    if (recent >= 0) {
      this.#recent.sentTo(recent, node, nowMs);
      this.#recent.enter(recent, node, nowMs);
    }
    const way = recent >= 0 ? this.#recent.wayOf(recent) : this.#kept.find(delivery);
    way?.enter(node, nowMs, message.payload);
  }

  #leave(node: TracedNode, message: TracedMessage, nowMs: () => number): void {
    const { delivery } = message;
    if (typeof delivery !== 'number') {
      this.#leaveUnnumbered(node, message);
      return;
    }
    const recent = this.#recent.find(delivery);
    if (recent >= 0) this.#recent.leave(recent, node, nowMs);
    const way = recent >= 0 ? this.#recent.wayOf(recent) : this.#kept.find(delivery);
    way?.leave(node, nowMs());
  }

  #enterUnnumbered(node: TracedNode, message: TracedMessage, nowMs: number): void {
    const visits = this.#unnumbered.get(message) ?? [];
    const from = visits.findLastIndex((visit) => visit.node.leadsTo.has(node));
    const [left] = from >= 0 ? visits.splice(from, 1) : [];
    left?.node.figures?.lasted(nowMs - left.atMs);
    visits.push({ node, atMs: nowMs });
    this.#unnumbered.set(message, visits);
  }

  #leaveUnnumbered(node: TracedNode, message: TracedMessage): void {
    const visits = this.#unnumbered.get(message) ?? [];
    const index = visits.findLastIndex((visit) => visit.node === node);
    const [left] = index >= 0 ? visits.splice(index, 1) : [];
    if (left) node.figures?.lasted(this.#clock.elapsedMs() - left.atMs);
  }

  #fail(delivery: number, node: TracedNode, reason: string, payload: unknown): void {
    const nowMs = this.#clock.elapsedMs();
    const place = this.#recent.find(delivery);
    if (place >= 0 && this.#recent.endOf(place) === 'kept') return;
    const way =
      (place >= 0 ? this.#recent.wayOf(place) : this.#kept.find(delivery)) ??
      (place >= 0 ? this.#follow(delivery, place) : undefined);
    if (!way) return;
    way.fail(node, nowMs, reason, this.#mayRecordFailure(nowMs) ? payload : undefined);
    this.#kept.makeRoom(way);
  }

  #mayRecordFailure(nowMs: number): boolean {
    if (nowMs - this.#failureSecondMs >= 1000) {
      this.#failureSecondMs = nowMs;
      this.#failureTexts = 0;
    }
    this.#failureTexts += 1;
    return this.#failureTexts <= FAILURE_TEXTS_PER_S;
  }

  /** From now on the message is followed closely. */
  #follow(delivery: number, place: number): KeptWay {
    const way = this.#wayAt(delivery, place);
    this.#recent.keep(place, way);
    this.#kept.add(way);
    return way;
  }

  #wayAt(delivery: number, place: number): KeptWay {
    const way = new KeptWay(
      delivery,
      this.#recent.factsOf(place),
      this.#options.messageOf(delivery)?.payload,
      this.#recent.startOf(place),
      this.#recent.hopsOf(place),
    );
    way.endedAs = this.#recent.endOf(place);
    return way;
  }

  #end(delivery: number, as: EndedAs, reason?: string): void {
    const place = this.#recent.find(delivery);
    if (place >= 0) this.#recent.end(place, as);
    const way = place >= 0 ? this.#recent.wayOf(place) : this.#kept.find(delivery);
    if (!way || way.endedAs !== undefined) return;
    way.endedAs = as;
    way.reason = reason === undefined ? undefined : plainText(reason);
  }

  #pathOf({ hops, leftOut }: KeptWay): WayPath {
    const facts = hops.map(({ node }) => this.#options.factsOf(node));
    const origins = hopOrigins(
      hops.map(({ node }, index) => ({ nodeId: node.id, leadsTo: facts[index]?.leadsTo ?? [] })),
    );
    // What a node has failed with is handed to a catch node, which no wire leads to.
    const failedBefore = (index: number): number | null => {
      const at = hops.slice(0, index).findLastIndex(({ failure }) => failure !== undefined);
      return at < 0 ? null : at;
    };
    const told = (hop: KeptHop, index: number): WayPath['hops'][number] => ({
      node_id: hop.node.id,
      type: hop.node.type,
      name: facts[index]?.name == null ? null : plainText(facts[index].name),
      tab: facts[index]?.tab == null ? null : plainText(facts[index].tab),
      from: origins[index] ?? (hop.node.type === 'catch' ? failedBefore(index) : null),
      after_ms: rounded(hop.inMs),
      took_ms: hop.outMs === undefined ? null : rounded(hop.outMs - hop.inMs),
      received: hop.received ?? null,
      failure: hop.failure ?? null,
    });
    return { hops: hops.map(told), hops_left_out: leftOut };
  }
}
