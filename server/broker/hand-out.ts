import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { MESSAGE_KINDS, type MessageKind } from '@plantops/shared/topics.ts';
import type { LastWills } from './last-wills.ts';
import type { Delivery } from './delivery-ledger.ts';

/** The most messages that are handed out together: about as many as one piece of the connection (64 KiB) holds. */
const MOST_AT_ONCE = 500;

type Consumer = (messages: readonly IncomingMessage[]) => void;

/**
 * Hands messages to the nodes that take their kinds. What comes in one turn of the event loop is handed out together, at its
 * end: under load that is what one piece of the connection holds, at low rates a single message.
 */
export class HandOut {
  readonly #wills: Pick<LastWills, 'ask'>;
  readonly #onWill: (delivery: Delivery) => void;
  readonly #consumers = new Map<MessageKind, Consumer>();
  readonly #counts = Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, 0])) as Record<MessageKind, number>;
  /** What has come in this turn and is not handed out yet, in order of arrival. */
  #arrived: Delivery[] = [];

  /** @param onWill is given messages that turn out to be last wills, which go to no node */
  constructor(wills: Pick<LastWills, 'ask'>, onWill: (delivery: Delivery) => void) {
    this.#wills = wills;
    this.#onWill = onWill;
  }

  /** @throws Error if another handler already takes this kind */
  add(kind: MessageKind, consumer: Consumer): void {
    if (this.#consumers.has(kind))
      throw new Error(`Another node takes the ${kind} messages already: keep one of them, and wire it to both places`);
    this.#consumers.set(kind, consumer);
  }

  isTakenBy(kind: MessageKind, consumer: Consumer): boolean {
    return this.#consumers.get(kind) === consumer;
  }

  remove(kind: MessageKind, consumer: Consumer): void {
    if (this.isTakenBy(kind, consumer)) this.#consumers.delete(kind);
  }

  /** How many messages of a kind were given to a node; one that is given again counts again. */
  count(kind: MessageKind): number {
    return this.#counts[kind];
  }

  /** One was given to a node otherwise. */
  noteGiven(kind: MessageKind): void {
    this.#counts[kind] += 1;
  }

  /** When the messages of this turn have come; undefined if there is none yet. */
  get arrivedAt(): Date | undefined {
    return this.#arrived[0]?.message.receivedAt;
  }

  arrive(delivery: Delivery): void {
    const { topic, payload } = delivery.message;
    // Until it is known what it is, no deploy hands it out.
    delivery.held = true;
    const isAsked = this.#wills.ask(topic, payload.length, (isWill) => {
      delivery.held = false;
      if (delivery.settled) return;
      if (isWill) this.#onWill(delivery);
      else this.#take(delivery);
    });
    if (isAsked) return;
    delivery.held = false;
    this.#take(delivery);
  }

  #take(delivery: Delivery): void {
    if (this.#arrived.push(delivery) === 1) setImmediate(() => this.#giveArrived());
    else if (this.#arrived.length >= MOST_AT_ONCE) this.#giveArrived();
  }

  /** Hands out messages in their order, those of one kind that follow each other together. */
  give(deliveries: readonly Delivery[]): void {
    let first = 0;
    for (let next = 1; next <= deliveries.length; next += 1) {
      const { kind } = (deliveries[first] as Delivery).message;
      if (deliveries[next]?.message.kind === kind && next - first < MOST_AT_ONCE) continue;
      this.#giveKind(kind, deliveries.slice(first, next));
      first = next;
    }
  }

  #giveArrived(): void {
    // A deploy may have had them handed out meanwhile.
    const arrived = this.#arrived.filter(({ handed, settled }) => !handed && !settled);
    this.#arrived = [];
    this.give(arrived);
  }

  /** Without a node that takes messages of their kind, they wait. */
  #giveKind(kind: MessageKind, deliveries: readonly Delivery[]): void {
    const consumer = this.#consumers.get(kind);
    if (!consumer) return;
    this.#counts[kind] += deliveries.length;
    for (const delivery of deliveries) {
      delivery.handed = true;
      delivery.quietS = 0;
      delivery.places.length = 0;
    }
    consumer(deliveries.map(({ message }) => message));
  }
}
