import { hash } from 'node:crypto';
import type { Reading } from '@plantops/shared/messages.ts';
import type { ReceiptTime } from '../../db/repositories/receipt-times.ts';

/** What the broker says of a delivery. */
export interface DeliveryFacts {
  /** Running number in this process. */
  number: number;
  packetId: number;
  /** The broker sent it before (MQTT's DUP flag) and does not know whether it arrived. */
  redelivered: boolean;
  payload: Buffer;
}

/**
 * A packet id is used again after 65,535 others. A known one that was used longer ago than this belongs to another
 * message; no more than 10,000 deliveries are unacknowledged at a time.
 */
const RECENT_DELIVERIES = 20_000;

/**
 * Gives times to readings whose device sent none that can be believed: the time of receipt, moved on by milliseconds
 * where the device has a reading of that time already. A reading that the broker delivers once more gets the time it
 * was given before, so that the table's key (device, time) lets it in once; MQTT keeps the packet id for that.
 */
export class ReceiptTimes {
  readonly #factsOf: (delivery: number) => DeliveryFacts | undefined;
  readonly #byPacket = new Map<number, ReceiptTime>();
  readonly #lastOfDevice = new Map<string, number>();
  /** Deliveries of earlier processes. */
  #before = 0;

  /** @param factsOf tells of a delivery that is not acknowledged yet */
  constructor(factsOf: (delivery: number) => DeliveryFacts | undefined) {
    this.#factsOf = factsOf;
  }

  /** Takes over what the last process had stored. */
  load(stored: ReceiptTime[]): void {
    for (const receipt of stored) {
      this.#byPacket.set(receipt.packetId, receipt);
      this.#before = Math.max(this.#before, receipt.delivery);
    }
  }

  /**
   * Sets the reading's time.
   * @returns what to store with it; `repeated` when an earlier copy of the same message had that time already.
   * Undefined for a reading that did not come from the broker: another node of the flow made it.
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
    // A deploy may hand the same delivery to the flow twice.
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

  /** Moves a reading on whose time turned out to be taken, such as by one of before a restart. */
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
