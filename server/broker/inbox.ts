import type { Timer } from '@plantops/shared/clock.ts';
import mqtt, { type MqttClient } from 'mqtt';
import { reportTrouble } from './connection-trouble.ts';
import {
  acknowledge,
  acknowledgeAll,
  currentConnection,
  deferAcknowledgement,
  type PendingPublish,
} from './deferred-puback.ts';
import { OWN_TOPICS, sessionOptions, subscribeToDevices } from './inbox-session.ts';
import { type InboxOptions, MessageDesk } from './message-desk.ts';

const RECONNECT_MS = 1000;
/** A connection that does not close within this time is cut. */
const CLOSE_MS = 3000;

/**
 * The server's only subscription to device messages at an MQTT broker, with a persistent session and acknowledgement after
 * commit. Memory is bounded: with too many messages in flight it stops reading, and the broker keeps the rest.
 */
export class BrokerInbox extends MessageDesk {
  readonly #options: InboxOptions;
  #client: MqttClient | undefined;
  /** Set while reading is stopped; calling it resumes reading. */
  #resume: (() => void) | undefined;
  #reconnecting: Timer | undefined;
  #stopped = false;
  /** The connection whose packet ids the ledger currently orders. */
  #order: unknown;
  /** The first message that arrived while holding back; those behind it wait in the connection. */
  #heldBack: PendingPublish | undefined;

  constructor(options: InboxOptions) {
    super(options, 5);
    this.#options = options;
  }

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
      if (this.heardSince && !this.isPaused) log.warn('the connection to the broker is lost; trying again');
      this.heardSince = undefined;
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

  holdBack(): void {
    this.isHoldingBack = true;
    this.heardSince = undefined;
  }

  goOn(): void {
    if (!this.isHoldingBack) return;
    this.isHoldingBack = false;
    if (this.#client?.connected) this.heardSince = this.clock.now();
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    if (heldBack) this.#receive(heldBack);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#reconnecting?.cancel();
    const ownStopped = this.own.stop();
    this.isPaused = true;
    this.flush();
    // Reads and discards what is left in the socket, which would otherwise keep the connection from closing.
    this.#resume?.();
    this.#heldBack?.next();
    const client = this.#client;
    if (!client) return;
    const tooLate = this.clock.after(CLOSE_MS, () => client.end(true));
    await Promise.all([client.endAsync(), ownStopped]);
    tooLate.cancel();
  }

  protected override ownLine(): MqttClient | undefined {
    return this.#client;
  }

  protected isConnected(): boolean {
    return this.#client?.connected ?? false;
  }

  /** The ledger says what may be acknowledged, since MQTT wants it in order. */
  protected mayForget(): void {}

  protected sendAnswers(): void {
    const client = this.#client;
    if (!client) return;
    const packetIds = this.ledger.takeSettled();
    if (client.connected && currentConnection(client) === this.#order && packetIds.length > 0) {
      acknowledgeAll(client, packetIds);
    }
  }

  protected readOn(): void {
    const resume = this.#resume;
    if (resume && this.ledger.size < this.maxInFlight / 2) {
      this.#resume = undefined;
      resume();
    }
  }

  async #connected(client: MqttClient): Promise<void> {
    try {
      this.own.connecting();
      await subscribeToDevices(client);
    } catch (failure) {
      // A connection that has ended meanwhile is made anew.
      if (client.connected) this.log.error(`the broker refused the subscription: ${(failure as Error).message}`);
      return;
    }
    if (!this.isHoldingBack) this.heardSince = this.clock.now();
    this.own.connected();
    this.log.info('connected to the broker');
  }

  #receive(pending: PendingPublish): void {
    const { packet, connection, next } = pending;
    const { messageId, dup } = packet;
    // Neither handled nor acknowledged, so the broker keeps it; not one of QoS 0, which goes to the table.
    if (this.isPaused && messageId !== undefined) return next();
    // Nothing more is read from the connection until reading resumes with this message.
    if (this.isHoldingBack) {
      this.#heldBack = pending;
      return;
    }
    const client = this.#client;
    if (!client) return next();
    if (this.#order !== connection) {
      this.#order = connection;
      this.ledger.connected(connection);
    }
    const facts = messageId === undefined ? undefined : { packetId: messageId, connection, redelivered: dup };
    const delivery = this.arrived(packet, facts);
    if (!delivery) {
      if (messageId !== undefined) acknowledge(client, messageId);
      return next();
    }
    const isInTable = dup && messageId !== undefined && this.ledger.isInTable(messageId, delivery.message.payload);
    if (isInTable) this.acknowledge(delivery.message.delivery);
    else if (!this.isPaused) this.handing.arrive(delivery);
    if (this.ledger.size < this.maxInFlight) next();
    else {
      const over = this.brake();
      this.#resume = () => {
        over();
        next();
      };
    }
  }
}
