import { setTimeout as delay } from 'node:timers/promises';
import { type IncomingMessage, type MessageInbox, type Clock } from '@plantops/shared/ports.ts';
import { DEVICE_MESSAGE_FILTERS, type MessageKind, parseDeviceTopic } from '@plantops/shared/topics.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import { acknowledge, currentConnection, deferAcknowledgement, type PendingPublish } from './deferred-puback.ts';
import { DeliveryLedger } from './delivery-ledger.ts';

/** The broker counts here what it dropped because a queue was full: messages it had already acknowledged to devices. */
const DROPPED_TOPIC = '$SYS/broker/publish/messages/dropped';

/** Messages on their way at most; packet ids end at 65,535, and each costs memory while the database is away. */
const MAX_IN_FLIGHT = 10_000;
/** As the broker's `max_inflight_messages`. */
const RECEIVE_MAXIMUM = 5000;
const UNHELD_LIMIT_MS = 60_000;
const RECONNECT_MS = 1000;
const SHORT_PAUSE_MS = 1000;
/** What is on its way needs as long at most, unless the database or the flow hangs. */
const DRAIN_MS = 5000;
/** A connection that does not close by itself is cut. */
const CLOSE_MS = 3000;
/** The broker keeps the server's session this long: a week of absence. */
const SESSION_EXPIRY_S = 7 * 86_400;

export interface InboxOptions {
  url: string;
  username: string;
  password: string;
  /** A message that no node held for this long was dropped by the flow on purpose; a minute unless told otherwise. */
  unheldLimitMs?: number;
  /** Messages on their way at most; 10,000 unless told otherwise. */
  maxInFlight?: number;
  clock: Clock;
  log: Logger;
}

/**
 * The server's one subscription to all devices, with a persistent session and acknowledgement after commit.
 * Memory is bounded: with too many messages on their way it stops reading, and the broker keeps the rest.
 */
export class BrokerInbox implements MessageInbox {
  readonly #options: InboxOptions;
  readonly #ledger = new DeliveryLedger();
  readonly #consumers = new Map<MessageKind, (message: IncomingMessage) => void>();
  #client: MqttClient | undefined;
  /** Set while reading is stopped. */
  #resume: (() => void) | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #flushScheduled = false;
  #dropped = 0;
  #brokerDropped = { atConnect: undefined as number | undefined, now: 0 };
  #hearingSince: Date | undefined;
  #received = 0;
  #paused = false;
  #isHoldingBack = false;
  /** The message that came first while it held back; those behind it wait in the connection. */
  #heldBack: PendingPublish | undefined;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Connects and keeps connected. Resolves at once: an absent broker is waited for. */
  start(): void {
    const { url, username, password, log } = this.#options;
    const options: IClientOptions = {
      username,
      password,
      clientId: username,
      protocolVersion: 5,
      clean: false,
      properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: RECEIVE_MAXIMUM },
      // While reading is stopped no PINGRESP would be read either; TCP notices a dead peer.
      keepalive: 0,
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
      manualConnect: true,
      resubscribe: false,
    };
    const client = mqtt.connect(url, options);
    this.#client = client;
    deferAcknowledgement(client, (publish) => this.#receive(publish));
    client.on('connect', () => this.#connected(client));
    client.on('message', (topic, payload) => {
      if (topic === DROPPED_TOPIC) this.#noteBrokerDrops(Number(payload.toString()));
    });
    client.on('close', () => {
      if (this.#hearingSince && !this.#paused) log.warn('the connection to the broker is lost; trying again');
      this.#hearingSince = undefined;
      this.#resume = undefined;
      this.#heldBack = undefined;
    });
    client.on('error', (error) => log.warn(`MQTT: ${error.message}`));
    client.connect();
    this.#sweeper = setInterval(() => this.#releaseDropped(), Math.min(5000, this.#unheldLimitMs / 2));
  }

  /** Takes no more messages; those on their way may still be acknowledged. */
  pause(): void {
    this.#paused = true;
  }

  /**
   * Takes no more messages for a while: the broker keeps them, and devices count as unheard meanwhile. Resolves when
   * those on their way have been acknowledged, or will not be soon.
   * @returns how to go on
   */
  async holdBack(): Promise<() => void> {
    this.#isHoldingBack = true;
    this.#hearingSince = undefined;
    for (const deadline = performance.now() + DRAIN_MS; this.#ledger.size > 0 && performance.now() < deadline;)
      await delay(20);
    return () => {
      this.#isHoldingBack = false;
      if (this.#client?.connected) this.#hearingSince = this.#options.clock.now();
      const heldBack = this.#heldBack;
      this.#heldBack = undefined;
      if (heldBack) this.#receive(heldBack);
    };
  }

  /** Sends the acknowledgements that are due and disconnects; the broker keeps what comes. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#paused = true;
    this.#flush();
    // What the socket still holds is read and let fall: it would keep the connection from closing.
    this.#resume?.();
    const client = this.#client;
    if (!client) return;
    const lateTimer = setTimeout(() => client.end(true), CLOSE_MS);
    await client.endAsync();
    clearTimeout(lateTimer);
  }

  consume(kind: MessageKind, handler: (message: IncomingMessage) => void): () => void {
    if (this.#consumers.has(kind))
      throw new Error(`Another node takes the ${kind} messages already: keep one of them, and wire it to both places`);
    this.#consumers.set(kind, handler);
    // After the deploy that started the consuming node, when all nodes behind it are there too.
    setImmediate(() => {
      if (this.#consumers.get(kind) === handler) this.handOutAgain(kind);
    });
    return () => {
      if (this.#consumers.get(kind) === handler) this.#consumers.delete(kind);
    };
  }

  /**
   * Hands out what no node holds once more: a deploy that restarts a node loses the messages that were on the wires
   * to it. One that was not lost arrives twice and is stored once.
   */
  handOutAgain(...kinds: MessageKind[]): void {
    for (const { message } of this.#ledger.unheld())
      if (kinds.includes(message.kind)) this.#consumers.get(message.kind)?.(message);
  }

  hold(delivery: number): void {
    this.#ledger.hold(delivery);
  }

  handOn(delivery: number): void {
    this.#ledger.handOn(delivery, this.#options.clock.now().getTime());
  }

  /** What the broker says of a message that is not acknowledged yet. */
  factsOf(delivery: number): { number: number; packetId: number; redelivered: boolean; payload: Buffer } | undefined {
    const found = this.#ledger.find(delivery);
    return (
      found && {
        number: delivery,
        packetId: found.packetId,
        redelivered: found.redelivered,
        payload: found.message.payload,
      }
    );
  }

  acknowledge(delivery: number): void {
    this.#ledger.settle(delivery);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    // One turn later, so that a batch's acknowledgements leave in one write.
    setImmediate(() => this.#flush());
  }

  status(): { connected: boolean; inFlight: number; dropped: number } {
    return { connected: this.#client?.connected ?? false, inFlight: this.#ledger.size, dropped: this.#dropped };
  }

  /** Since when every message could reach us without a break; undefined while none can. */
  hearingSince(): Date | undefined {
    return this.#hearingSince;
  }

  /** Messages the broker dropped since it was connected because a queue was full. */
  droppedByBroker(): number {
    return this.#brokerDropped.now;
  }

  received(): number {
    return this.#received;
  }

  #connected(client: MqttClient): void {
    const { log, clock } = this.#options;
    this.#brokerDropped.atConnect = undefined;
    const filters = Object.fromEntries(
      Object.values(DEVICE_MESSAGE_FILTERS).map((filter) => [filter, { qos: 1 as const }]),
    );
    client.subscribe({ ...filters, [DROPPED_TOPIC]: { qos: 0 } }, (error) => {
      if (error) {
        log.error(`the broker refused the subscription: ${error.message}`);
        return;
      }
      if (!this.#isHoldingBack) this.#hearingSince = clock.now();
      log.info('connected to the broker');
    });
  }

  #receive(pending: PendingPublish): void {
    const { packet, connection, next } = pending;
    // Neither handled nor acknowledged: the broker keeps it.
    if (this.#paused) return next();
    // Nothing more is read from the connection until it goes on with this one.
    if (this.#isHoldingBack) {
      this.#heldBack = pending;
      return;
    }
    const topic = parseDeviceTopic(packet.topic);
    const client = this.#client;
    if (!client || packet.messageId === undefined) return next();
    if (this.#order !== connection) {
      this.#order = connection;
      this.#ledger.connected(connection);
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { clock } = this.#options;
    if (!topic) {
      acknowledge(client, packet.messageId);
      return next();
    }
    this.#received += 1;
    const receivedAt = clock.now();
    const { message } = this.#ledger.add(
      { ...topic, topic: packet.topic, payload, receivedAt },
      packet.messageId,
      connection,
      receivedAt.getTime(),
      packet.dup,
    );
    // Before the next packet is read, which may happen at once: messages are handed out in the order in which they came.
    this.#consumers.get(topic.kind)?.(message);
    if (this.#ledger.size < this.#maxInFlight) next();
    else this.#brake(next);
  }

  /** The connection whose packet ids the ledger's order holds. */
  #order: unknown;

  #brake(next: () => void): void {
    this.#options.log.debug(`${this.#ledger.size} messages on their way: reading from the broker pauses`);
    const since = this.#options.clock.now();
    const before = this.#hearingSince;
    this.#hearingSince = undefined;
    this.#resume = () => {
      const now = this.#options.clock.now();
      const pausedMs = now.getTime() - since.getTime();
      // Under load it pauses many times a second, which keeps no device from being heard.
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
      client.stream.cork();
      for (const packetId of packetIds) acknowledge(client, packetId);
      client.stream.uncork();
    }
    const resume = this.#resume;
    if (resume && this.#ledger.size < this.#maxInFlight / 2) {
      this.#resume = undefined;
      resume();
    }
  }

  get #maxInFlight(): number {
    return this.#options.maxInFlight ?? MAX_IN_FLIGHT;
  }

  get #unheldLimitMs(): number {
    return this.#options.unheldLimitMs ?? UNHELD_LIMIT_MS;
  }

  #releaseDropped(): void {
    const limit = this.#options.clock.now().getTime() - this.#unheldLimitMs;
    const dropped = this.#ledger.unheld().filter(({ handedAtMs }) => handedAtMs < limit);
    if (dropped.length === 0) return;
    this.#dropped += dropped.length;
    this.#options.log.warn(
      `${dropped.length} messages reached no node that stores them within ${this.#unheldLimitMs / 1000} s and were let go: check the wires of the flow`,
    );
    for (const { message } of dropped) this.acknowledge(message.delivery);
  }

  #noteBrokerDrops(total: number): void {
    if (!Number.isFinite(total)) return;
    this.#brokerDropped.atConnect ??= total;
    const dropped = total - this.#brokerDropped.atConnect;
    if (dropped > this.#brokerDropped.now)
      this.#options.log.error(`the broker dropped ${dropped} messages: a queue is full (max_queued_messages)`);
    this.#brokerDropped.now = Math.max(this.#brokerDropped.now, dropped);
  }
}
