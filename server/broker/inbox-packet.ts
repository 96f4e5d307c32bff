/** What a packet from the broker says. */
import { type DeviceStatusWord, readStatus } from '@plantops/shared/messages.ts';
import { parseDeviceTopic, parseStatusTopic } from '@plantops/shared/topics.ts';
import type { IPublishPacket } from 'mqtt';

/** What a broker sends, as far as it must be looked at. */
export type Packet = Pick<IPublishPacket, 'topic' | 'payload' | 'retain'>;

export const bytesOf = ({ payload }: Packet): Buffer => (Buffer.isBuffer(payload) ? payload : Buffer.from(payload));

/**
 * The device and kind of a message for the flows; undefined for any other. What is retained is old, and no message: a
 * broker sends it only at a subscription.
 */
export const flowTopicOf = ({ topic, retain }: Packet): ReturnType<typeof parseDeviceTopic> =>
  retain ? undefined : parseDeviceTopic(topic);

/** `{"status":"offline"}` with room for spaces: no longer message says a presence where readings go. */
const LONGEST_STATUS = 32;
const LETTERS_OF_STATUS = /^[\s"]*(?:\{\s*"status"|o(?:n|ff)line)/i;

/** The device of a message that can say a presence: on the topic for it, or in place of a reading or a heartbeat. */
function speakerOf({ topic, payload }: Packet): string | undefined {
  const deviceId = parseStatusTopic(topic);
  if (deviceId !== undefined || payload.length > LONGEST_STATUS) return deviceId;
  const device = parseDeviceTopic(topic);
  return device && device.kind !== 'gateway' && LETTERS_OF_STATUS.test(payload.toString())
    ? device.deviceId
    : undefined;
}

/** What a device, or the broker by its last will, says of its presence; undefined for anything else. */
export function statusOf(packet: Packet): { deviceId: string; status: DeviceStatusWord } | undefined {
  const deviceId = packet.retain ? undefined : speakerOf(packet);
  const status = deviceId === undefined ? undefined : readStatus(bytesOf(packet).toString('utf8'));
  return deviceId !== undefined && status ? { deviceId, status } : undefined;
}
