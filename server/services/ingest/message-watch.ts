import { type Delivery, type FlowPlace, PATIENCE_S } from '../../broker/delivery-ledger.ts';
import type { MessageDesk } from '../../broker/message-desk.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { plainText } from '@plantops/shared/message-text.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import type { RejectionStore } from '@plantops/shared/ports.ts';
import { ALWAYS_TAKEN } from '@plantops/shared/topics.ts';
import type { Logger } from 'pino';
import { textOfPayload } from '../../db/payload-text.ts';
import type { MessageTrace } from '../tracing/message-trace.ts';
import type { WaitingStore } from './waiting-store.ts';

/** What must be known of a node to say what became of a message in it. */
export interface PlaceFacts {
  /** The node in words, such as `function "mine" on the tab "Telemetry"`. */
  name: string;
  /** The owner says of the node that messages may end in it. */
  letsGo: boolean;
}

export interface MessageWatchOptions {
  inbox: Pick<MessageDesk, 'open' | 'find' | 'hold' | 'acknowledge' | 'handOut'>;
  rejections: RejectionStore;
  waiting: Pick<WaitingStore, 'keep'>;
  trace: Pick<MessageTrace, 'letGo' | 'waits'>;
  factsOf: (place: FlowPlace) => PlaceFacts;
  /** Called each time that a node that runs fails with a message, whether that was answered for before or not. */
  onNodeError: (place: FlowPlace, reason: string) => void;
  clock: Clock;
  log: Logger;
}

const TICK_MS = 1000;
/** A node that does not say when it is done may send a message on for this long (s). */
const SILENT_NODE_PATIENCE_S = 60;
/** A message that has been in a node for this long is kept in the database, so that the broker may forget it (s). */
const KEPT_AFTER_S = 20;

/** How many messages ended in a node, and why the last one did. */
export interface EndedMessages {
  node: string;
  count: number;
  reason: string;
}

/**
 * Follows each message of a device through the flow, and answers for it where no node does: a message that failed, or
 * that ended in a node without a word, is set aside whole, with the node. Only a node that says so lets a message go.
 */
export class MessageWatch {
  readonly #options: MessageWatchOptions;
  #timer: Timer | undefined;
  /** While nodes are stopped and started, nothing is judged. */
  #deploying = true;
  #isAlive: (place: FlowPlace) => boolean = () => true;
  readonly #setAside = new Map<string, EndedMessages>();
  readonly #letGo = new Map<string, EndedMessages>();
  #letGoCount = 0;
  #setAsideCount = 0;

  constructor(options: MessageWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.every(TICK_MS, () => this.#look());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** A message has come to a node. */
  entered(id: number, place: FlowPlace, tellsWhenDone: boolean): void {
    const delivery = this.#options.inbox.find(id);
    if (!delivery) return;
    delivery.last = place;
    delivery.quietS = 0;
    if (tellsWhenDone) delivery.places.push(place);
    else delivery.patienceS = SILENT_NODE_PATIENCE_S;
  }

  /** A node is done with a message. @param failure why it failed */
  left(id: number, place: FlowPlace, failure?: string): void {
    // A node that a deploy has stopped may fail with what it still had.
    if (failure !== undefined && this.#isAlive(place)) this.#options.onNodeError(place, failure);
    const delivery = this.#options.inbox.find(id);
    if (!delivery) return;
    const { places } = delivery;
    // Usually it is the last one, which is taken from the end without a search.
    if (places.at(-1) === place) places.pop();
    else {
      const index = places.lastIndexOf(place);
      if (index >= 0) places.splice(index, 1);
    }
    if (failure !== undefined) delivery.failure ??= { place, reason: failure };
  }

  /** A node lets a message go, and says why. */
  letGo(id: number, place: FlowPlace, reason: string): void {
    if (!this.#options.inbox.find(id)) return;
    this.#letGoCount += 1;
    count(this.#letGo, place.id, this.#options.factsOf(place).name, reason);
    this.#options.trace.letGo(id, reason);
    this.#options.inbox.acknowledge(id);
  }

  /** Nodes are about to be stopped. */
  deploying(): void {
    this.#deploying = true;
  }

  /**
   * Nodes run again. What was in a node that is gone, or on a wire to one, is handed out again; what waits in a node that
   * was left alone goes on waiting.
   * @param isAlive whether the node is one of those that run
   */
  deployed(isAlive: (place: FlowPlace) => boolean): void {
    this.#deploying = false;
    this.#isAlive = isAlive;
    this.#setAside.clear();
    this.#letGo.clear();
    this.#options.inbox.handOut(({ handed, places }) => !handed || !places.some(isAlive));
  }

  counts(): { letGo: number; setAside: number } {
    return { letGo: this.#letGoCount, setAside: this.#setAsideCount };
  }

  /** Where messages were set aside since the last deploy. */
  setAside(): EndedMessages[] {
    return [...this.#setAside.values()];
  }

  /** Where messages were let go since the last deploy. */
  lettingGo(): EndedMessages[] {
    return [...this.#letGo.values()];
  }

  #look(): void {
    if (this.#deploying) return;
    const long: Delivery[] = [];
    for (const delivery of this.#options.inbox.open()) {
      if (!delivery.handed && !ALWAYS_TAKEN.has(delivery.message.kind)) {
        this.#untaken(delivery);
        continue;
      }
      if (delivery.held || !delivery.handed) continue;
      delivery.quietS += 1;
      if (delivery.places.length > 0) {
        if (delivery.quietS >= KEPT_AFTER_S && delivery.row === undefined) long.push(delivery);
      } else if (delivery.quietS > delivery.patienceS) {
        this.#ended(delivery);
      } else if (delivery.patienceS > PATIENCE_S && delivery.quietS >= KEPT_AFTER_S && delivery.row === undefined) {
        long.push(delivery);
      }
    }
    if (long.length === 0) return;
    for (const { message } of long) this.#options.trace.waits(message.delivery);
    void this.#options.waiting.keep(long);
  }

  /** No node takes messages of this kind: they must not hold up the others. */
  #untaken({ message }: Delivery): void {
    this.#letGoCount += 1;
    this.#options.inbox.acknowledge(message.delivery);
  }

  /** No node has the message, and none has answered for it. */
  #ended(delivery: Delivery): void {
    const { inbox, rejections, factsOf, log } = this.#options;
    const { message, failure, last } = delivery;
    const place = failure?.place ?? last;
    const facts = place && factsOf(place);
    if (place && facts?.letsGo && !failure) {
      this.letGo(message.delivery, place, 'the node is marked so');
      return;
    }
    const node = { id: place?.id ?? '', name: facts?.name ?? 'the node that takes the messages of devices' };
    // What the owner's code throws may hold characters that the database does not take.
    const reason = failure
      ? `${node.name} failed: ${plainText(failure.reason)}`
      : `it ended at ${node.name}, which neither keeps it nor says that it lets it go`;
    const before = this.#setAside.get(node.id);
    if (!before || before.reason !== reason) log.warn(`a message of ${message.deviceId} is set aside: ${reason}`);
    this.#setAsideCount += 1;
    count(this.#setAside, node.id, node.name, reason);
    // Answered for by this class, however long the database takes.
    inbox.hold(message.delivery);
    const rejection: Rejection = {
      deviceId: message.deviceId,
      topic: message.topic,
      payload: textOfPayload(message.payload),
      reason,
      cause: failure
        ? { code: 'node_failed', evidence: { node: node.name, why: plainText(failure.reason) } }
        : { code: 'ended_in_flow', evidence: { node: node.name } },
      receivedAt: message.receivedAt,
      setAside: true,
      node,
    };
    void rejections.reject(rejection, message.delivery).then(() => inbox.acknowledge(message.delivery));
  }
}

function count(counts: Map<string, EndedMessages>, id: string, node: string, reason: string): void {
  const before = counts.get(id);
  counts.set(id, { node, count: (before?.count ?? 0) + 1, reason });
}
