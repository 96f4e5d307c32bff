import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { DeviceStatusWord } from '@plantops/shared/messages.ts';
import { type IncomingMessage, type MessageInbox, type MessagePart } from '@plantops/shared/ports.ts';
import type { MessageKind } from '@plantops/shared/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { BrokerLogin } from './accounts.ts';
import { AnswerTimes } from './answer-times.ts';
import type { Hearing } from './broker-echo.ts';
import { reportTrouble } from './connection-trouble.ts';
import {
  acknowledge,
  acknowledgeAll,
  currentConnection,
  deferAcknowledgement,
  type PendingPublish,
} from './deferred-puback.ts';
import { type Delivery, DeliveryLedger } from './delivery-ledger.ts';
import { DrainWait } from './drain-wait.ts';
import { HandOut } from './hand-out.ts';
import { bytesOf, flowTopicOf, statusOf } from './inbox-packet.ts';
import { OWN_TOPICS, sessionOptions, subscribeToDevices } from './inbox-session.ts';
import { LastWills } from './last-wills.ts';
import { OwnMessages } from './own-messages.ts';

/**
 * Maximum number of messages in flight. Packet ids end at 65,535, and each message costs memory while the database is
 * away.
 */
const MAX_IN_FLIGHT = 10_000;
/** Packet ids of MQTT are below this. */
const PACKET_IDS = 65_536;
const RECONNECT_MS = 1000;
const SHORT_PAUSE_MS = 1000;
/** Messages in flight take at most this long, unless the database or the flow hangs. */
const DRAIN_MS = 5000;
/** A connection that does not close within this time is cut. */
const CLOSE_MS = 3000;

export interface InboxOptions {
  url: string;
  username: string;
  password: string;
  /** Publishes the server's own readings; without one, this connection does. */
  canary?: BrokerLogin;
  /** Maximum number of messages in flight; 10,000 by default. */
  maxInFlight?: number;
  clock: Clock;
  log: Logger;
}

/**
 * The server's only subscription to device messages, with a persistent session and acknowledgement after commit. Memory
 * is bounded: with too many messages in flight it stops reading, and the broker keeps the rest.
 */
export class BrokerInbox implements Omit<MessageInbox, 'consume' | 'divide' | 'letGo'> {
  readonly #options: InboxOptions;
  readonly #maxInFlight: number;
  readonly #ledger = new DeliveryLedger();
  readonly #handOut: HandOut;
  /** Tells last wills from readings. */
  readonly wills: LastWills;
  #onStatus: (deviceId: string, status: DeviceStatusWord, at: Date) => void = () => undefined;
  #onRowDone: (row: number) => void = () => undefined;
  #client: MqttClient | undefined;
  /** Set while reading is stopped; calling it resumes reading. */
  #resume: (() => void) | undefined;
  #reconnecting: Timer | undefined;
  readonly #drain = new DrainWait();
  #stopped = false;
  #flushScheduled = false;
  /** The connection whose packet ids the ledger currently orders. */
  #order: unknown;
  #hearingSince: Date | undefined;
  #received = 0;
  /** How long messages took until they were answered for. */
  readonly times = new AnswerTimes();
  #paused = false;
  #isHoldingBack = false;
  /** What the server hears of itself and of the broker. */
  readonly own: OwnMessages;
  /** The first message that arrived while holding back; those behind it wait in the connection. */
  #heldBack: PendingPublish | undefined;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#maxInFlight = options.maxInFlight ?? MAX_IN_FLIGHT;
    this.own = new OwnMessages(options, () => this.#client);
    this.wills = new LastWills(options.clock);
    this.#handOut = new HandOut(this.wills, ({ message: { deviceId, receivedAt, delivery } }) => {
      this.#onStatus(deviceId, 'offline', receivedAt);
      this.acknowledge(delivery);
    });
  }

  /** Connects and stays connected. Returns at once; while the broker is absent, it keeps trying. */
  start(): void {
    const { url, username, password, clock, log } = this.#options;
    const client = mqtt.connect(url, sessionOptions(username, password));
    this.#client = client;
    deferAcknowledgement(client, (publish) =>
      OWN_TOPICS.has(publish.packet.topic) ? publish.next() : this.#receive(publish),
    );
    client.on('connect', () => void this.#connected(client));
    client.on('message', (topic, payload) => {
      if (OWN_TOPICS.has(topic)) this.own.take(topic, payload.toString());
    });
    client.on('error', () => this.own.failed());
    client.on('disconnect', ({ reasonCode }) => this.own.endedFor(reasonCode));
    client.on('close', () => {
      if (this.#hearingSince && !this.#paused) log.warn('the connection to the broker is lost; trying again');
      this.#hearingSince = undefined;
      this.own.lost(this.#stopped);
      this.#resume = undefined;
      this.#heldBack = undefined;
      this.#reconnecting?.cancel();
      if (!this.#stopped) this.#reconnecting = clock.after(RECONNECT_MS, () => client.connect());
    });
    reportTrouble(client, url, log);
    client.connect();
    this.own.start();
  }

  /** Takes no more messages; those in flight may still be acknowledged. */
  pause(): void {
    this.#paused = true;
  }

  /** Takes no more messages until `goOn`: the broker keeps them, and devices do not count as heard meanwhile. */
  holdBack(): void {
    this.#isHoldingBack = true;
    this.#hearingSince = undefined;
  }

  /** Takes messages again, first the one that came while they were held back. */
  goOn(): void {
    if (!this.#isHoldingBack) return;
    this.#isHoldingBack = false;
    if (this.#client?.connected) this.#hearingSince = this.#options.clock.now();
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    if (heldBack) this.#receive(heldBack);
  }

  /** Resolves when the messages in flight have been acknowledged, or after `DRAIN_MS`. */
  drained(): Promise<void> {
    if (this.#ledger.size === 0) return Promise.resolve();
    return this.#drain.wait(this.#options.clock, DRAIN_MS);
  }

  /** Sends the acknowledgements that are due and disconnects; the broker keeps later messages. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#reconnecting?.cancel();
    const ownStopped = this.own.stop();
    this.#paused = true;
    this.#flush();
    // Reads and discards what is left in the socket, which would otherwise keep the connection from closing.
    this.#resume?.();
    this.#heldBack?.next();
    const client = this.#client;
    if (!client) return;
    const tooLate = this.#options.clock.after(CLOSE_MS, () => client.end(true));
    await Promise.all([client.endAsync(), ownStopped]);
    tooLate.cancel();
  }

  /**
   * As `MessageInbox` says.
   * @throws Error if another handler already takes this kind
   */
  consume(kind: MessageKind, handler: (messages: readonly IncomingMessage[]) => void): () => void {
    this.#handOut.add(kind, handler);
    // Waits until the deploy that started the consuming node is done, so that all nodes behind it exist too.
    setImmediate(() => {
      if (this.#handOut.isTakenBy(kind, handler)) this.handOut(({ handed }) => !handed);
    });
    return () => this.#handOut.remove(kind, handler);
  }

  /** Hands out every message that no node holds and that is chosen, in order of arrival. */
  handOut(isChosen: (delivery: Delivery) => boolean): void {
    this.#handOut.give([...this.#ledger.open()].filter((delivery) => !delivery.held && isChosen(delivery)));
  }

  /** The messages that are not answered for yet, in order of arrival. */
  open = (): IterableIterator<Delivery> => this.#ledger.open();

  /** A message that is not answered for yet; undefined for any other. */
  find = (delivery: number): Delivery | undefined => this.#ledger.find(delivery);

  /** These messages are in the table of waiting messages now, so the broker may forget them. */
  movedToTable(moved: readonly { delivery: Delivery; row: number }[]): void {
    for (const { delivery, row } of moved) {
      this.#ledger.moveToTable(delivery, row);
      this.#answeredFor(this.#ledger.partDone(delivery));
    }
    this.#flushSoon();
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
    this.#handOut.give([this.#ledger.addRow(message, row)]);
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
    const delivery = this.#ledger.add(message);
    delivery.onSettled = () => onSettled(delivery.message.delivery);
    onBegun(delivery.message.delivery);
    this.#received += 1;
    this.#handOut.give([delivery]);
  }

  hold = (delivery: number): void => this.#ledger.hold(delivery);
  handOn = (delivery: number): void => this.#ledger.handOn(delivery);

  /**
   * The broker's facts about a message that is not acknowledged yet; undefined for any other. Each part of a message has a
   * packet id of its own, beyond those that the broker gives.
   */
  factsOf(delivery: number): { number: number; packetId: number; redelivered: boolean; payload: Buffer } | undefined {
    const found = this.#ledger.find(delivery);
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
    const settled = this.#ledger.settle(delivery);
    const whole = settled && this.#ledger.partDone(settled);
    this.#answeredFor(settled);
    this.#answeredFor(whole);
    this.#flushSoon();
  }

  /** Makes parts of a message, each with a delivery of its own. */
  divide(delivery: number, parts: readonly MessagePart[]): IncomingMessage[] {
    return this.#ledger.divide(delivery, parts).map((part) => {
      this.#handOut.noteGiven(part.message.kind);
      return part.message;
    });
  }

  #answeredFor(settled: Delivery | undefined): void {
    if (!settled) return;
    const { row, message } = settled;
    this.times.add(this.#options.clock.now().getTime() - message.receivedAt.getTime(), row !== undefined);
    if (row !== undefined) this.#onRowDone(row);
  }

  status(): { connected: boolean; inFlight: number } {
    return { connected: this.#client?.connected ?? false, inFlight: this.#ledger.size };
  }

  /** Whether the broker passes messages on, as far as is known while we read them; the time that one of ours took (ms). */
  echo(): { passes: boolean; roundTripMs: number | undefined } {
    return { passes: !this.#hearingSince || this.own.passes(), roundTripMs: this.own.roundTripMs() };
  }

  /** The time in which every message could be heard without interruption; undefined while none can. */
  hearing(): Hearing | undefined {
    return this.#hearingSince && this.own.hearing(this.#hearingSince);
  }
  /** The time since which every message could reach the server without interruption; undefined while none can. */
  hearingSince(): Date | undefined {
    return this.#hearingSince;
  }
  /** Whether messages are left at the broker on purpose, for a restore or a removal. */
  isHeldBack = (): boolean => this.#isHoldingBack;
  received = (): number => this.#received;
  /** The newest delivery there was: those that come later have higher ids. */
  lastDelivery = (): number => this.#ledger.last;
  /** How many messages of a kind were given to a node; one that is given again counts again. */
  handedOut = (kind: MessageKind): number => this.#handOut.count(kind);

  async #connected(client: MqttClient): Promise<void> {
    const { log, clock } = this.#options;
    try {
      this.own.connecting();
      await subscribeToDevices(client);
    } catch (failure) {
      // A connection that has ended meanwhile is made anew.
      if (client.connected) log.error(`the broker refused the subscription: ${(failure as Error).message}`);
      return;
    }
    if (!this.#isHoldingBack) this.#hearingSince = clock.now();
    this.own.connected();
    log.info('connected to the broker');
  }

  #receive(pending: PendingPublish): void {
    const { packet, connection, next } = pending;
    // Neither handled nor acknowledged, so the broker keeps it; not one of QoS 0, which goes to the table.
    if (this.#paused && packet.messageId !== undefined) return next();
    // Nothing more is read from the connection until reading resumes with this message.
    if (this.#isHoldingBack) {
      this.#heldBack = pending;
      return;
    }
    const client = this.#client;
    if (!client) return next();
    const { messageId, dup } = packet;
    if (this.#order !== connection) {
      this.#order = connection;
      this.#ledger.connected(connection);
    }
    const said = statusOf(packet);
    const topic = said ? undefined : flowTopicOf(packet);
    if (!topic) {
      if (said) this.#onStatus(said.deviceId, said.status, this.#options.clock.now());
      if (messageId !== undefined) acknowledge(client, messageId);
      return next();
    }
    this.#received += 1;
    const { deviceId, kind } = topic;
    const payload = bytesOf(packet);
    // What comes in one turn has come at one time.
    const receivedAt = this.#handOut.arrivedAt ?? this.#options.clock.now();
    const delivery = this.#ledger.add(
      { kind, deviceId, topic: packet.topic, payload, receivedAt },
      messageId === undefined ? undefined : { packetId: messageId, connection, redelivered: dup },
    );
    const isInTable = dup && messageId !== undefined && this.#ledger.isInTable(messageId, payload);
    if (isInTable) this.acknowledge(delivery.message.delivery);
    else if (!this.#paused) this.#handOut.arrive(delivery);
    if (this.#ledger.size < this.#maxInFlight) next();
    else this.#brake(next);
  }

  #flushSoon(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    // Deferred by one turn, so that the acknowledgements of a batch leave in one write.
    setImmediate(() => this.#flush());
  }

  #brake(next: () => void): void {
    this.#options.log.debug(`${this.#ledger.size} messages on their way: reading from the broker pauses`);
    const since = this.#options.clock.now();
    const before = this.#hearingSince;
    this.#hearingSince = undefined;
    this.#resume = () => {
      const now = this.#options.clock.now();
      const pausedMs = now.getTime() - since.getTime();
      // Under load, reading pauses many times a second, which does not keep any device from being heard.
      if (!this.#isHoldingBack) this.#hearingSince = pausedMs < SHORT_PAUSE_MS ? before : now;
      if (pausedMs >= SHORT_PAUSE_MS)
        this.#options.log.warn(
          `reading from the broker had paused for ${Math.round(pausedMs / 1000)} s: the database did not keep up`,
        );
      next();
    };
  }

  #flush(): void {
    this.#flushScheduled = false;
    const client = this.#client;
    if (!client) return;
    const packetIds = this.#ledger.takeSettled();
    if (client.connected && currentConnection(client) === this.#order && packetIds.length > 0) {
      acknowledgeAll(client, packetIds);
    }
    if (this.#ledger.size === 0) this.#drain.done();
    const resume = this.#resume;
    if (resume && this.#ledger.size < this.#maxInFlight / 2) {
      this.#resume = undefined;
      resume();
    }
  }
}
