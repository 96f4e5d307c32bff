import { hash } from 'node:crypto';
import type { Reading } from '@plantops/shared/messages.ts';
import type { ReceiptTime } from '../../db/repositories/receipt-times.ts';

/** What the broker says about a delivery. */
export interface DeliveryFacts {
  /** Sequence number in this process. */
  number: number;
  packetId: number;
  /** The broker has sent it before (MQTT's DUP flag) and does not know whether it arrived. */
  redelivered: boolean;
  payload: Buffer;
}

/**
 * A packet id is reused after 65,535 others. A known id that was last used more deliveries ago than this belongs to
 * another message; at most 10,000 deliveries are unacknowledged at a time.
 */
const RECENT_DELIVERIES = 20_000;

/**
 * Gives times to readings whose device sent no usable one: the time of receipt, moved forward by milliseconds if the
 * device already has a reading of that time. If the broker delivers a reading again, it gets the same time as before,
 * so that the table's key (device, time) accepts it only once. It is recognised by MQTT's packet id, which stays the
 * same.
 */
export class ReceiptTimes {
  readonly #factsOf: (delivery: number) => DeliveryFacts | undefined;
  readonly #byPacket = new Map<number, ReceiptTime>();
  readonly #lastOfDevice = new Map<string, number>();
  /** Number of deliveries in earlier processes. */
  #before = 0;

  /** @param factsOf gives the facts of a delivery that is not acknowledged yet */
  constructor(factsOf: (delivery: number) => DeliveryFacts | undefined) {
    this.#factsOf = factsOf;
  }

  /** Loads what the last process stored. */
  load(stored: ReceiptTime[]): void {
    for (const receipt of stored) {
      this.#byPacket.set(receipt.packetId, receipt);
      this.#before = Math.max(this.#before, receipt.delivery);
    }
  }

  /**
   * Sets the reading's time.
   * @returns what to store with it; `repeated` if an earlier copy of the same message already has this time. Undefined
   *   for a reading that another node of the flow made, rather than the broker
   */
  assign(reading: Reading, delivery: number | undefined): { receipt: ReceiptTime; repeated: boolean } | undefined {
    const facts = delivery === undefined ? undefined : this.#factsOf(delivery);
    if (!facts) {
      reading.time = this.#nextTime(reading.deviceId, reading.receivedAt.getTime());
      return undefined;
    }
    const { deviceId } = reading;
    const payloadHash = hash('sha1', facts.payload, 'base64');
    const number = this.#before + facts.number;
    const known = this.#byPacket.get(facts.packetId);
    // A deploy may pass the same delivery to the flow twice.
    const sameDelivery =
      known?.delivery === number ||
      (facts.redelivered && known !== undefined && number - known.delivery < RECENT_DELIVERIES);
    if (known && sameDelivery && known.deviceId === deviceId && known.payloadHash === payloadHash) {
      reading.time = known.time;
      return { receipt: known, repeated: true };
    }
    reading.time = this.#nextTime(deviceId, reading.receivedAt.getTime());
    const receipt: ReceiptTime = {
      packetId: facts.packetId,
      deviceId,
      payloadHash,
      time: reading.time,
      delivery: number,
    };
    this.#byPacket.set(facts.packetId, receipt);
    return { receipt, repeated: false };
  }

  /** Moves a reading to a later time if its time turned out to be taken, for example by one from before a restart. */
  postpone(reading: Reading, byMs: number, receipt: ReceiptTime | undefined): void {
    reading.time = this.#nextTime(reading.deviceId, reading.time.getTime() + byMs);
    if (receipt) receipt.time = reading.time;
  }

  #nextTime(deviceId: string, atMs: number): Date {
    const time = Math.max(atMs, (this.#lastOfDevice.get(deviceId) ?? 0) + 1);
    this.#lastOfDevice.set(deviceId, time);
    return new Date(time);
  }
}
