import type { Timer } from '@plantops/shared/clock.ts';
import { ECHO_TOPIC } from '../broker-echo.ts';
import type { Delivery } from '../delivery-ledger.ts';
import { type InboxOptions, MessageDesk } from '../message-desk.ts';
import { isStreamMissing } from './consumer.ts';
import { type NatsReader, openReader, type PassingMessage, type ReaderEnd, type StoredMessage } from './reader.ts';

const RECONNECT_MS = 1000;
/** A connection that does not close within this time is left to itself. */
const CLOSE_MS = 3000;
/** MQTT 5 says so when another connection takes a session over; here it is said to the same watch. */
const SESSION_TAKEN_OVER = 142;
/** So many places of messages that were answered for are remembered, because NATS may not have heard it. */
const ANSWERED_KEPT = 100_000;
/** Packet ids of MQTT, by which the times of readings without one are found again, are 1 to this. */
const PACKET_IDS = 65_535;

export interface NatsInboxOptions extends InboxOptions {
  /** The servers of the cluster, `nats://host:port`. */
  servers: readonly string[];
}

/**
 * The server's only reader of device messages at NATS: a durable consumer on the stream in which NATS keeps what is published
 * by MQTT with QoS 1, answered for after commit. Memory is bounded: NATS sends no more than may be in flight.
 */
export class NatsInbox extends MessageDesk {
  readonly #options: NatsInboxOptions;
  #reader: NatsReader | undefined;
  #reconnecting: Timer | undefined;
  #isStopped = false;
  #told: string | undefined;
  /** How each message in flight is answered for, by its place in the stream. */
  readonly #answers = new Map<number, () => void>();
  /** Places of messages that were answered for, the oldest first. */
  readonly #answered = new Set<number>();
  /** What came with QoS 0 while messages were held back. */
  #heldBack: PassingMessage[] = [];
  /** Set while so much is in flight that NATS sends nothing. */
  #onRoom: (() => void) | undefined;

  constructor(options: NatsInboxOptions) {
    super(options, 4);
    this.#options = options;
  }

  start(): void {
    this.own.start();
    void this.#open();
  }

  holdBack(): void {
    this.isHoldingBack = true;
    this.heardSince = undefined;
    this.#reader?.pause();
  }

  goOn(): void {
    if (!this.isHoldingBack) return;
    this.isHoldingBack = false;
    for (const message of this.#heldBack.splice(0)) this.#passing(message);
    const reader = this.#reader;
    if (!reader) return;
    // A new consumer sends what was left with NATS, in its order.
    this.#leave(reader);
    void this.#open();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#reconnecting?.cancel();
    this.isPaused = true;
    this.flush();
    const closed = Promise.all([this.#reader?.close(), this.own.stop()]);
    await new Promise<void>((resolve) => {
      const tooLate = this.clock.after(CLOSE_MS, resolve);
      void closed.then(() => {
        tooLate.cancel();
        resolve();
      });
    });
  }

  protected isConnected(): boolean {
    return this.#reader?.isOpen() ?? false;
  }

  /** In whatever order: each is answered for by itself. */
  protected mayForget({ packet }: Delivery): void {
    const sequence = packet?.sequence;
    const answer = sequence === undefined ? undefined : this.#answers.get(sequence);
    if (sequence === undefined || !answer) return;
    this.#answers.delete(sequence);
    this.#answered.add(sequence);
    if (this.#answered.size > ANSWERED_KEPT) this.#answered.delete(this.#answered.values().next().value ?? 0);
    answer();
  }

  /** The connection gathers what is written in one turn. */
  protected sendAnswers(): void {}

  protected readOn(): void {
    if (!this.#onRoom || this.ledger.size >= this.maxInFlight) return;
    this.#onRoom();
    this.#onRoom = undefined;
  }

  async #open(): Promise<void> {
    const { servers, username, password } = this.#options;
    this.own.connecting();
    try {
      const reader = await openReader({
        servers,
        username,
        password,
        maxInFlight: this.maxInFlight,
        onStored: (message) => this.#stored(message),
        onPassing: (message) => this.#passing(message),
      });
      if (this.#isStopped) {
        await reader.close();
        return;
      }
      this.#reader = reader;
      void reader.ended.then((end) => this.#ended(reader, end));
      if (!this.isHoldingBack) await this.#read(reader);
    } catch (failure) {
      this.own.failed();
      this.#tell(
        isStreamMissing(failure)
          ? 'has kept nothing of MQTT yet: it does so once the first client has logged in by MQTT'
          : `cannot be used (${(failure as Error).message})`,
      );
      if (this.#reader) this.#leave(this.#reader);
      this.#openLater();
    }
  }

  async #read(reader: NatsReader): Promise<void> {
    await reader.read();
    if (this.#reader !== reader || this.isHoldingBack) return;
    this.heardSince = this.clock.now();
    this.own.connected();
    this.#told = undefined;
    this.log.info('connected to NATS');
  }

  #openLater(): void {
    this.#reconnecting?.cancel();
    if (!this.#isStopped) this.#reconnecting = this.clock.after(RECONNECT_MS, () => void this.#open());
  }

  #ended(reader: NatsReader, { reason, isTakenOver }: ReaderEnd): void {
    if (reader !== this.#reader) return;
    if (!this.#isStopped && !this.isPaused) this.#tell(`is left (${reason})`);
    if (isTakenOver) this.own.endedFor(SESSION_TAKEN_OVER);
    this.#leave(reader);
    this.#openLater();
  }

  #leave(reader: NatsReader): void {
    this.#reader = undefined;
    this.heardSince = undefined;
    this.#onRoom = undefined;
    this.own.lost(this.#isStopped);
    void reader.close();
  }

  /** Tells each reason once, until there has been a connection. */
  #tell(reason: string): void {
    if (reason === this.#told) return;
    this.#told = reason;
    const hosts = this.#options.servers.map((server) => new URL(server).host).join(', ');
    this.log.warn(`NATS at ${hosts} ${reason}. Trying again every second`);
  }

  #stored({ topic, payload, sequence, redelivered, answer }: StoredMessage): void {
    if (topic === ECHO_TOPIC) {
      this.own.take(topic, payload.toString());
      answer();
      return;
    }
    // Neither handled nor answered for, so NATS keeps it.
    if (this.isPaused || this.isHoldingBack) return;
    if (this.#answered.has(sequence)) {
      answer();
      return;
    }
    const isUnderWay = this.#answers.has(sequence);
    this.#answers.set(sequence, answer);
    if (isUnderWay) return;
    const packet = { packetId: 1 + (sequence % PACKET_IDS), sequence, connection: this, redelivered };
    const delivery = this.arrived({ topic, payload, retain: false }, packet);
    if (!delivery) {
      this.#answers.delete(sequence);
      answer();
      return;
    }
    this.handing.arrive(delivery);
    if (this.ledger.size >= this.maxInFlight) this.#onRoom ??= this.brake();
  }

  #passing(message: PassingMessage): void {
    if (this.isHoldingBack) {
      if (this.#heldBack.length < this.maxInFlight) this.#heldBack.push(message);
      return;
    }
    const delivery = this.arrived({ ...message, retain: false }, undefined);
    // One that comes at a stop goes to the table of waiting messages.
    if (delivery && !this.isPaused) this.handing.arrive(delivery);
  }
}
