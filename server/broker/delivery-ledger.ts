/**
 * Keeps account of the messages taken from the broker and not yet acknowledged. Pure but for its own state: it
 * decides which acknowledgements may go out; sending them is the caller's.
 */
import type { IncomingMessage } from '@plantops/shared/ports.ts';

export interface Delivery {
  message: IncomingMessage;
  packetId: number;
  connection: unknown;
  /** The broker sent it before and does not know whether it arrived. */
  redelivered: boolean;
  /** A node has taken responsibility: it will be acknowledged however long that takes. */
  held: boolean;
  settled: boolean;
  handedAtMs: number;
}

export class DeliveryLedger {
  readonly #open = new Map<number, Delivery>();
  /** Deliveries of the present connection, in the order in which they came. */
  #order: Delivery[] = [];
  #connection: unknown;
  #nextId = 1;

  /** Messages that wait somewhere on their way, also those of earlier connections. */
  get size(): number {
    return this.#open.size;
  }

  /** From now on only deliveries of this connection can be acknowledged: the broker sends the others again. */
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

  /** One that is not safe yet; undefined for any other. */
  find(id: number): Delivery | undefined {
    return this.#open.get(id);
  }

  hold(id: number): void {
    const delivery = this.#open.get(id);
    if (delivery) delivery.held = true;
  }

  /** Gives the responsibility back: some other node must take it from now on. */
  handOn(id: number, nowMs: number): void {
    const delivery = this.#open.get(id);
    if (!delivery) return;
    delivery.held = false;
    delivery.handedAtMs = nowMs;
  }

  /** Marks a delivery as safe. Unknown ones are ignored. */
  settle(id: number): void {
    const delivery = this.#open.get(id);
    if (!delivery) return;
    delivery.settled = true;
    this.#open.delete(id);
  }

  /**
   * Packet ids that may be acknowledged now, in the order in which the messages came, as MQTT demands
   * (MQTT-4.6.0-2): one that is not safe yet keeps back those behind it.
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
