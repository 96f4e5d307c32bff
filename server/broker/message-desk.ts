import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceStatusWord } from '@plantops/shared/messages.ts';
import type { IncomingMessage, MessageInbox, MessagePart } from '@plantops/shared/ports.ts';
import type { MessageKind } from '@plantops/shared/topics.ts';
import type { MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { BrokerLogin } from './accounts.ts';
import { AnswerTimes } from './answer-times.ts';
import type { Hearing } from './broker-echo.ts';
import { type BrokerPacket, type Delivery, DeliveryLedger } from './delivery-ledger.ts';
import { DrainWait } from './drain-wait.ts';
import { HandOut } from './hand-out.ts';
import { bytesOf, flowTopicOf, type Packet, statusOf } from './inbox-packet.ts';
import { LastWills } from './last-wills.ts';
import { type MqttVersion, OwnMessages } from './own-messages.ts';

/**
 * Maximum number of messages in flight. Packet ids end at 65,535, and each message costs memory while the database is
 * away.
 */
const MAX_IN_FLIGHT = 10_000;
/** Packet ids of MQTT are below this. */
const PACKET_IDS = 65_536;
/** Messages in flight take at most this long, unless the database or the flow hangs. */
const DRAIN_MS = 5000;
const SHORT_PAUSE_MS = 1000;

export interface InboxOptions {
  /** Where devices connect by MQTT. */
  url: string;
  username: string;
  password: string;
  /** Publishes the server's own readings; without one, the connection of the inbox does. */
  canary?: BrokerLogin;
  /** Maximum number of messages in flight; 10,000 by default. */
  maxInFlight?: number;
  clock: Clock;
  log: Logger;
}

/**
 * What every inbox does with messages of devices, whichever broker they come from: it hands them to the nodes that take
 * them, and knows which are not answered for yet. Each kind of inbox adds how messages come in, and how the broker hears
 * that it may forget them.
 */
export abstract class MessageDesk implements Omit<MessageInbox, 'consume' | 'divide' | 'letGo'> {
  protected readonly clock: Clock;
  protected readonly log: Logger;
  protected readonly maxInFlight: number;
  protected readonly ledger = new DeliveryLedger();
  protected readonly handing: HandOut;
  /** Since when every message could reach the server without interruption; undefined while none can. */
  protected heardSince: Date | undefined;
  protected isPaused = false;
  protected isHoldingBack = false;
  /** Tells last wills from readings. */
  readonly wills: LastWills;
  /** What the server hears of itself and of the broker. */
  readonly own: OwnMessages;
  /** How long messages took until they were answered for. */
  readonly times = new AnswerTimes();
  readonly #drain = new DrainWait();
  #onStatus: (deviceId: string, status: DeviceStatusWord, at: Date) => void = () => undefined;
  #onRowDone: (row: number) => void = () => undefined;
  #received = 0;
  #flushScheduled = false;

  /** @param speaks the version of MQTT that the server's own readings come by */
  constructor(options: InboxOptions, speaks: MqttVersion) {
    this.clock = options.clock;
    this.log = options.log;
    this.maxInFlight = options.maxInFlight ?? MAX_IN_FLIGHT;
    this.own = new OwnMessages({ ...options, speaks }, () => this.ownLine());
    this.wills = new LastWills(options.clock);
    this.handing = new HandOut(this.wills, ({ message: { deviceId, receivedAt, delivery } }) => {
      this.#onStatus(deviceId, 'offline', receivedAt);
      this.acknowledge(delivery);
    });
  }

  /** Connects and stays connected. Returns at once; while the broker is absent, it keeps trying. */
  abstract start(): void;
  /** Takes no more messages until `goOn`: the broker keeps them, and devices do not count as heard meanwhile. */
  abstract holdBack(): void;
  /** Takes messages again, first those that came while they were held back. */
  abstract goOn(): void;
  /** Sends the acknowledgements that are due and disconnects; the broker keeps later messages. */
  abstract stop(): Promise<void>;
  protected abstract isConnected(): boolean;
  /** The broker may forget a message; it hears so at the next `sendAnswers`. */
  protected abstract mayForget(delivery: Delivery): void;
  /** Tells the broker what it may forget. */
  protected abstract sendAnswers(): void;
  /** There may be room for more messages. */
  protected abstract readOn(): void;

  /** What the server's own readings are published by where they have no account of their own. */
  protected ownLine(): MqttClient | undefined {
    return undefined;
  }

  /** Takes no more messages; those in flight may still be acknowledged. */
  pause(): void {
    this.isPaused = true;
  }

  /** Resolves when the messages in flight have been acknowledged, or after `DRAIN_MS`. */
  drained(): Promise<void> {
    if (this.ledger.size === 0) return Promise.resolve();
    return this.#drain.wait(this.clock, DRAIN_MS);
  }

  /**
   * As `MessageInbox` says.
   * @throws Error if another handler already takes this kind
   */
  consume(kind: MessageKind, handler: (messages: readonly IncomingMessage[]) => void): () => void {
    this.handing.add(kind, handler);
    // Waits until the deploy that started the consuming node is done, so that all nodes behind it exist too.
    setImmediate(() => {
      if (this.handing.isTakenBy(kind, handler)) this.handOut(({ handed }) => !handed);
    });
    return () => this.handing.remove(kind, handler);
  }

  /** Hands out every message that no node holds and that is chosen, in order of arrival. */
  handOut(isChosen: (delivery: Delivery) => boolean): void {
    this.handing.give([...this.ledger.open()].filter((delivery) => !delivery.held && isChosen(delivery)));
  }

  /** The messages that are not answered for yet, in order of arrival. */
  open = (): IterableIterator<Delivery> => this.ledger.open();

  /** A message that is not answered for yet; undefined for any other. */
  find = (delivery: number): Delivery | undefined => this.ledger.find(delivery);

  /** These messages are in the table of waiting messages now, so the broker may forget them. */
  movedToTable(moved: readonly { delivery: Delivery; row: number }[]): void {
    for (const { delivery, row } of moved) {
      this.ledger.moveToTable(delivery, row);
      this.mayForget(delivery);
      this.#answeredFor(this.ledger.partDone(delivery));
    }
    this.flushSoon();
  }

  /** Calls the listener with what devices, or the broker by their last wills, say of their presence. */
  onStatus(listener: (deviceId: string, status: DeviceStatusWord, at: Date) => void): void {
    this.#onStatus = listener;
  }

  /** Calls the listener with the row of each message from the table of waiting messages that was answered for. */
  onRowDone(listener: (row: number) => void): void {
    this.#onRowDone = listener;
  }

  /** Takes a message from the table of waiting messages. */
  takeRow(message: Omit<IncomingMessage, 'delivery'>, row: number): void {
    this.handing.give([this.ledger.addRow(message, row)]);
  }

  /**
   * Takes a message that came by another way than the broker.
   * @param onBegun is told its delivery before a node is handed it
   */
  takeDirect(
    message: Omit<IncomingMessage, 'delivery'>,
    onBegun: (delivery: number) => void,
    onSettled: (delivery: number) => void,
  ): void {
    const delivery = this.ledger.add(message);
    delivery.onSettled = () => onSettled(delivery.message.delivery);
    onBegun(delivery.message.delivery);
    this.#received += 1;
    this.handing.give([delivery]);
  }

  hold = (delivery: number): void => this.ledger.hold(delivery);
  handOn = (delivery: number): void => this.ledger.handOn(delivery);

  /**
   * The broker's facts about a message that is not acknowledged yet; undefined for any other. Each part of a message has a
   * packet id of its own, beyond those that the broker gives.
   */
  factsOf(delivery: number): { number: number; packetId: number; redelivered: boolean; payload: Buffer } | undefined {
    const found = this.ledger.find(delivery);
    const { delivery: whole, place } = found?.whole ?? { delivery: found, place: 0 };
    if (!found || !whole?.packet) return undefined;
    const { packetId, redelivered } = whole.packet;
    return {
      number: whole.message.delivery,
      packetId: packetId + place * PACKET_IDS,
      redelivered,
      payload: found.message.payload,
    };
  }

  acknowledge(delivery: number): void {
    const settled = this.ledger.settle(delivery);
    const whole = settled && this.ledger.partDone(settled);
    this.#answeredFor(settled);
    this.#answeredFor(whole);
    this.flushSoon();
  }

  /** Makes parts of a message, each with a delivery of its own. */
  divide(delivery: number, parts: readonly MessagePart[]): IncomingMessage[] {
    return this.ledger.divide(delivery, parts).map((part) => {
      this.handing.noteGiven(part.message.kind);
      return part.message;
    });
  }

  status(): { connected: boolean; inFlight: number } {
    return { connected: this.isConnected(), inFlight: this.ledger.size };
  }

  /** Whether the broker passes messages on, as far as is known while we read them; the time that one of ours took (ms). */
  echo(): { passes: boolean; roundTripMs: number | undefined } {
    return { passes: !this.heardSince || this.own.passes(), roundTripMs: this.own.roundTripMs() };
  }

  /** The time in which every message could be heard without interruption; undefined while none can. */
  hearing(): Hearing | undefined {
    return this.heardSince && this.own.hearing(this.heardSince);
  }
  /** The time since which every message could reach the server without interruption; undefined while none can. */
  hearingSince(): Date | undefined {
    return this.heardSince;
  }
  /** Whether messages are left at the broker on purpose, for a restore or a removal. */
  isHeldBack = (): boolean => this.isHoldingBack;
  received = (): number => this.#received;
  /** The newest delivery there was: those that come later have higher ids. */
  lastDelivery = (): number => this.ledger.last;
  /** How many messages of a kind were given to a node; one that is given again counts again. */
  handedOut = (kind: MessageKind): number => this.handing.count(kind);

  /**
   * Takes what the broker has sent.
   * @param broker undefined if the broker has forgotten it already
   * @returns undefined for what does not go to the flows
   */
  protected arrived(packet: Packet, broker: BrokerPacket | undefined): Delivery | undefined {
    const said = statusOf(packet);
    const topic = said ? undefined : flowTopicOf(packet);
    if (!topic) {
      if (said) this.#onStatus(said.deviceId, said.status, this.clock.now());
      return undefined;
    }
    this.#received += 1;
    // What comes in one turn has come at one time.
    const receivedAt = this.handing.arrivedAt ?? this.clock.now();
    return this.ledger.add({ ...topic, topic: packet.topic, payload: bytesOf(packet), receivedAt }, broker);
  }

  /** Deferred by one turn, so that the acknowledgements of a batch leave in one write. */
  protected flushSoon(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.flush());
  }

  protected flush(): void {
    this.#flushScheduled = false;
    this.sendAnswers();
    if (this.ledger.size === 0) this.#drain.done();
    this.readOn();
  }

  /**
   * Too much is in flight, so reading pauses, and no device counts as heard.
   * @returns to be called when it goes on
   */
  protected brake(): () => void {
    this.log.debug(`${this.ledger.size} messages on their way: reading from the broker pauses`);
    const since = this.clock.now();
    const before = this.heardSince;
    this.heardSince = undefined;
    return () => {
      const now = this.clock.now();
      const pausedMs = now.getTime() - since.getTime();
      // Under load, reading pauses many times a second, which does not keep any device from being heard.
      if (!this.isHoldingBack) this.heardSince = pausedMs < SHORT_PAUSE_MS ? before : now;
      if (pausedMs >= SHORT_PAUSE_MS)
        this.log.warn(
          `reading from the broker had paused for ${Math.round(pausedMs / 1000)} s: the database did not keep up`,
        );
    };
  }

  #answeredFor(settled: Delivery | undefined): void {
    if (!settled) return;
    const { row, message } = settled;
    this.mayForget(settled);
    this.times.add(this.clock.now().getTime() - message.receivedAt.getTime(), row !== undefined);
    if (row !== undefined) this.#onRowDone(row);
  }
}
