/** How to tell simulated devices from real ones: by their MAC addresses. */

/**
 * The first four bytes of every simulated device's MAC address; two bytes that count the devices follow. The address is
 * locally administered (02:…), so it can never belong to a real device.
 */
export const SIMULATED_MAC_PREFIX = '02:50:4c:4e:';
