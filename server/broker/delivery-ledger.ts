import type { IncomingMessage, MessagePart } from '@plantops/shared/ports.ts';

/** What the broker knows of a message that it has sent. */
export interface BrokerPacket {
  packetId: number;
  /** Its place in the broker's stream, where the broker keeps one. */
  sequence?: number;
  connection: unknown;
  /** The broker has sent it before and does not know whether it arrived. */
  redelivered: boolean;
}

/** A node of the flow, as far as the way of a message needs it. */
export interface FlowPlace {
  id: string;
}

/**
 * A message that is not answered for yet. Until then the broker has it, or the table of waiting messages if it has been
 * in the flow for long.
 */
export interface Delivery {
  message: IncomingMessage;
  /** Undefined for a message that nobody keeps but us: QoS 0, REST, or from the table of waiting messages. */
  packet: BrokerPacket | undefined;
  /** What it is a part of, as long as that depends on it; undefined for a message that came whole. */
  whole: { delivery: Delivery; place: number } | undefined;
  /** How many of the parts that it was divided into are neither settled nor in the table. */
  openParts: number;
  /** Its row in the table of waiting messages; the broker may forget a message that has one. */
  row: number | undefined;
  /** A node has taken responsibility for it and will answer for it, however long that takes. */
  held: boolean;
  settled: boolean;
  /** It was handed to a node of the flow. */
  handed: boolean;
  /** The nodes that it is in, once for each copy of it. */
  places: FlowPlace[];
  /** The node that it came to last. */
  last: FlowPlace | undefined;
  /** Where it failed first, and why. */
  failure: { place: FlowPlace; reason: string } | undefined;
  /** Seconds since it came to a node or was handed out. */
  quietS: number;
  /** After this many quiet seconds in no node it has ended. */
  patienceS: number;
  /** Called once it was answered for. */
  onSettled?: () => void;
}

/** A node may still send a message on for this long after it said that it is done with it (s). */
export const PATIENCE_S = 5;

/**
 * Tracks messages that were received but not answered for. Pure apart from its own state: it decides which
 * acknowledgements may be sent; the caller sends them.
 */
export class DeliveryLedger {
  readonly #open = new Map<number, Delivery>();
  /** Deliveries on the current connection, in order of arrival. */
  #order: Delivery[] = [];
  #connection: unknown;
  /** Messages that were moved to the table and are not settled yet, by packet id. */
  readonly #moved = new Map<number, Delivery>();
  #nextId = 1;
  #ofBroker = 0;

  /** Number of messages that are not settled yet and not in the table, also from earlier connections. */
  get size(): number {
    return this.#ofBroker;
  }

  /** The newest delivery there was: those that come later have higher ids. */
  get last(): number {
    return this.#nextId - 1;
  }

  /** Number of messages that are not settled yet. */
  get openCount(): number {
    return this.#open.size;
  }

  /** From now on only deliveries on this connection can be acknowledged: the broker resends the others. */
  connected(connection: unknown): void {
    this.#connection = connection;
    this.#order = [];
  }

  /** A message that the broker sent, or that came another way. @param packet undefined if nobody keeps it but us */
  add(message: Omit<IncomingMessage, 'delivery'>, packet?: BrokerPacket): Delivery {
    const delivery = this.#remember(message, packet, undefined);
    this.#ofBroker += 1;
    if (packet && packet.connection === this.#connection) this.#order.push(delivery);
    return delivery;
  }

  /** A message from the table of waiting messages. */
  addRow(message: Omit<IncomingMessage, 'delivery'>, row: number): Delivery {
    return this.#remember(message, undefined, row);
  }

  /** A delivery that is not settled yet; undefined for any other id. */
  find(id: number): Delivery | undefined {
    return this.#open.get(id);
  }

  /** All that are not settled yet, in order of arrival. */
  open(): IterableIterator<Delivery> {
    return this.#open.values();
  }

  hold(id: number): void {
    const delivery = this.#open.get(id);
    if (delivery) delivery.held = true;
  }

  /** Gives the responsibility back: another node must take it. */
  handOn(id: number): void {
    const delivery = this.#open.get(id);
    if (!delivery) return;
    delivery.held = false;
    delivery.quietS = 0;
  }

  /** Divides a message into parts; from now on it is answered for by them. @returns the parts; none if it is settled */
  divide(id: number, parts: readonly MessagePart[]): Delivery[] {
    const delivery = this.#open.get(id);
    if (!delivery || parts.length === 0) return [];
    delivery.held = true;
    delivery.openParts = parts.length;
    const { receivedAt } = delivery.message;
    return parts.map((part, place) => {
      const made = this.#remember({ ...part, receivedAt }, undefined, undefined);
      made.whole = { delivery, place };
      made.handed = true;
      return made;
    });
  }

  /** A part is safe. @returns the whole, once all of its parts are and it was settled by that */
  partDone(part: Delivery): Delivery | undefined {
    const whole = part.whole?.delivery;
    part.whole = undefined;
    if (!whole || whole.settled) return undefined;
    whole.openParts -= 1;
    return whole.openParts === 0 ? this.settle(whole.message.delivery) : undefined;
  }

  /** The message is in the table of waiting messages now, so the broker may forget it. */
  moveToTable(delivery: Delivery, row: number): void {
    if (!delivery.settled && delivery.row === undefined && !delivery.whole) this.#ofBroker -= 1;
    delivery.row = row;
    if (delivery.packet) this.#moved.set(delivery.packet.packetId, delivery);
  }

  /**
   * Whether a message that the broker sends again is in the table already, and on its way: the broker has not heard that
   * it may forget it.
   */
  isInTable(packetId: number, payload: Buffer): boolean {
    const moved = this.#moved.get(packetId);
    return moved !== undefined && !moved.settled && moved.message.payload.equals(payload);
  }

  /** Marks a delivery as answered for. Unknown ids are ignored. @returns the delivery, the first time */
  settle(id: number): Delivery | undefined {
    const delivery = this.#open.get(id);
    if (!delivery) return undefined;
    delivery.settled = true;
    delivery.onSettled?.();
    this.#open.delete(id);
    if (delivery.row === undefined && !delivery.whole) this.#ofBroker -= 1;
    if (delivery.packet && this.#moved.get(delivery.packet.packetId) === delivery)
      this.#moved.delete(delivery.packet.packetId);
    return delivery;
  }

  /**
   * Packet ids that may be acknowledged now, in order of arrival, as MQTT requires (MQTT-4.6.0-2): a message that is
   * neither settled nor in the table holds back those behind it.
   */
  takeSettled(): number[] {
    let count = 0;
    while (isDone(this.#order[count])) count += 1;
    return count === 0 ? [] : this.#order.splice(0, count).map(({ packet }) => packet?.packetId ?? 0);
  }

  #remember(
    { kind, deviceId, topic, payload, receivedAt }: Omit<IncomingMessage, 'delivery'>,
    packet: BrokerPacket | undefined,
    row: number | undefined,
  ): Delivery {
    const delivery: Delivery = {
      message: { delivery: this.#nextId++, kind, deviceId, topic, payload, receivedAt },
      packet,
      whole: undefined,
      openParts: 0,
      row,
      held: false,
      settled: false,
      handed: false,
      places: [],
      last: undefined,
      failure: undefined,
      quietS: 0,
      patienceS: PATIENCE_S,
    };
    this.#open.set(delivery.message.delivery, delivery);
    return delivery;
  }
}

const isDone = (delivery: Delivery | undefined): boolean =>
  delivery !== undefined && (delivery.settled || delivery.row !== undefined);
