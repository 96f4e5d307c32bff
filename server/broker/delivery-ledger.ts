/**
 * Tracks messages that were received from the broker but not yet acknowledged. Pure apart from its own state: it
 * decides which acknowledgements may be sent; the caller sends them.
 */
import type { IncomingMessage } from '@plantops/shared/ports.ts';

export interface Delivery {
  message: IncomingMessage;
  packetId: number;
  connection: unknown;
  /** The broker has sent it before and does not know whether it arrived. */
  redelivered: boolean;
  /** A node has taken responsibility for it and will acknowledge it, however long that takes. */
  held: boolean;
  settled: boolean;
  handedAtMs: number;
}

export class DeliveryLedger {
  readonly #open = new Map<number, Delivery>();
  /** Deliveries on the current connection, in order of arrival. */
  #order: Delivery[] = [];
  #connection: unknown;
  #nextId = 1;

  /** Number of messages that are not settled yet, including those from earlier connections. */
  get size(): number {
    return this.#open.size;
  }

  /** From now on only deliveries on this connection can be acknowledged: the broker resends the others. */
  connected(connection: unknown): void {
    this.#connection = connection;
    this.#order = [];
  }

  add(
    message: Omit<IncomingMessage, 'delivery'>,
    packetId: number,
    connection: unknown,
    nowMs: number,
    redelivered = false,
  ): Delivery {
    const delivery: Delivery = {
      message: { ...message, delivery: this.#nextId++ },
      packetId,
      connection,
      redelivered,
      held: false,
      settled: false,
      handedAtMs: nowMs,
    };
    this.#open.set(delivery.message.delivery, delivery);
    if (connection === this.#connection) this.#order.push(delivery);
    return delivery;
  }

  /** A delivery that is not settled yet; undefined for any other id. */
  find(id: number): Delivery | undefined {
    return this.#open.get(id);
  }

  hold(id: number): void {
    const delivery = this.#open.get(id);
    if (delivery) delivery.held = true;
  }

  /** Gives the responsibility back: another node must take it. */
  handOn(id: number, nowMs: number): void {
    const delivery = this.#open.get(id);
    if (!delivery) return;
    delivery.held = false;
    delivery.handedAtMs = nowMs;
  }

  /** Marks a delivery as safely stored. Unknown ids are ignored. */
  settle(id: number): void {
    const delivery = this.#open.get(id);
    if (!delivery) return;
    delivery.settled = true;
    this.#open.delete(id);
  }

  /**
   * Packet ids that may be acknowledged now, in order of arrival, as MQTT requires (MQTT-4.6.0-2): a message that is
   * not settled yet holds back those behind it.
   */
  takeSettled(): number[] {
    let count = 0;
    while (this.#order[count]?.settled) count += 1;
    return count === 0 ? [] : this.#order.splice(0, count).map(({ packetId }) => packetId);
  }

  /** Deliveries that no node has taken responsibility for. */
  unheld(): Delivery[] {
    return [...this.#open.values()].filter(({ held }) => !held);
  }
}
