/**
 * A MAC address for a device of which none is known: something at the other end of a gateway, a program, a board that
 * is not at hand. It is locally administered and of a single device (IEEE 802: the second-lowest bit of the first byte
 * set, the lowest not), so no real device has it; it is not one of the simulator's either (`02:…`).
 * @param random at least five random bytes
 */
export const madeUpMac = (random: Uint8Array): string =>
  ['06', ...[...random.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
