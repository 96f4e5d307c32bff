/** Addresses of the server, as boards see them, and of boards. Pure. */

/** Whether a host means the machine itself, so that a board that is told it would look for the server in itself. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|.*\.localhost|127(?:\.\d+){1,3}|::1|\[::1\]|0\.0\.0\.0|::|\[::\])$/i.test(host);

const MAC = /^(?:[0-9a-f]{12}|[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5})$/i;

/** Whether registration takes it as a MAC address. */
export const isMac = (words: string): boolean => MAC.test(words);

/** Whether both are the same MAC address, however they are written. */
export const isSameMac = (one: string, other: string): boolean =>
  one.replaceAll(/[:-]/g, '').toLowerCase() === other.replaceAll(/[:-]/g, '').toLowerCase();
