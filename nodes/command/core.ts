/** The longest command, in bytes of JSON. Boards have little memory for what they receive. */
const LONGEST_BYTES = 4096;

/**
 * The command that a message holds.
 * @param fixedId the device in the node's settings; empty where messages name it
 * @throws Error with a sentence for the owner if there is no device, or the payload is too long or cannot be JSON
 */
export function commandOf(
  { deviceId, payload }: { deviceId?: string | undefined; payload: object },
  fixedId: string,
): { deviceId: string; text: string } {
  const id = fixedId === '' ? deviceId : fixedId;
  if (!id) throw new Error('There is no device: put its id into msg.deviceId or into the settings of this node');
  return { deviceId: id, text: textOf(payload) };
}

function textOf(payload: object): string {
  const text = jsonOf(payload);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LONGEST_BYTES)
    throw new Error(`The command has ${bytes} bytes as JSON: a device takes at most ${LONGEST_BYTES}`);
  return text;
}

function jsonOf(payload: object): string {
  try {
    return JSON.stringify(payload);
  } catch (failure) {
    throw new Error(`msg.payload cannot be written as JSON: ${(failure as Error).message}`, { cause: failure });
  }
}
