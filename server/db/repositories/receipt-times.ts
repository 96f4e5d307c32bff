import type { Queryable } from '../pool.ts';

/** The time that a reading without a usable one was given, and the delivery it came by. */
export interface ReceiptTime {
  /** The broker's name for the delivery until it is acknowledged; used again afterwards. */
  packetId: number;
  deviceId: string;
  payloadHash: string;
  time: Date;
  /** Running number over all restarts. */
  delivery: number;
}

/** What is known of deliveries of the past, one per packet id. New ones are written with their readings, see `insertReadings`. */
export async function listReceiptTimes(database: Queryable): Promise<ReceiptTime[]> {
  const { rows } = await database.query<ReceiptTime>(
    'SELECT packet_id AS "packetId", device_id AS "deviceId", payload_hash AS "payloadHash", time, delivery FROM receipt_times',
  );
  return rows;
}
