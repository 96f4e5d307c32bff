import type { Queryable } from '../pool.ts';

/** The time given to a reading without a usable one, and the delivery that it came with. */
export interface ReceiptTime {
  /** The broker's id for the delivery until it is acknowledged; reused afterwards. */
  packetId: number;
  deviceId: string;
  payloadHash: string;
  time: Date;
  /** Sequence number that keeps counting across restarts. */
  delivery: number;
}

/**
 * The recorded deliveries, one per packet id. New ones are written together with their readings, see `insertReadings`.
 */
export async function listReceiptTimes(database: Queryable): Promise<ReceiptTime[]> {
  const { rows } = await database.query<ReceiptTime>(
    'SELECT packet_id AS "packetId", device_id AS "deviceId", payload_hash AS "payloadHash", time, delivery FROM receipt_times',
  );
  return rows;
}
