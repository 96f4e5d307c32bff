import { type FlowMessage, type MessageType } from '@plantops/shared/flows/message-type.ts';
import { heartbeat, reading, rejection } from '@plantops/shared/flows/message-types.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';

/** The types of messages that speak of a device which must be known. */
const OF_DEVICES: readonly MessageType[] = [reading, heartbeat, rejection];

/**
 * Checks that the device of a message, which a node that promises nothing may have changed, is known. Looks in memory; a
 * device that was registered a moment ago is looked up in the database.
 * @returns a promise only if the database must be asked
 * @throws Error, or rejects, if no such device is known
 */
export function expectKnownDevice(
  message: FlowMessage,
  types: readonly MessageType[],
  { directory, inbox }: Pick<PlantOpsServices, 'directory' | 'inbox'>,
): Promise<void> | undefined {
  if (!types.some((type) => OF_DEVICES.includes(type))) return undefined;
  const { deviceId } = message.payload as { deviceId: string };
  if (directory.find(deviceId)) return undefined;
  const { delivery } = message;
  // The look-up waits for as long as the database is down, which can be longer than a message may go unclaimed.
  if (delivery !== undefined) inbox.hold(delivery);
  return directory
    .lookUp(deviceId)
    .finally(() => {
      if (delivery !== undefined) inbox.handOn(delivery);
    })
    .then((device) => {
      if (!device) throw new Error(`msg.payload.deviceId is ${deviceId}: no device with this id is registered`);
    });
}
