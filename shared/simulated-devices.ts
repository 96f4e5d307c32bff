/** How simulated devices can be told from boards: by their MAC addresses. */

/**
 * What the MAC address of every simulated device begins with; two bytes that count them follow. Locally administered
 * (02:…), so that it can never be a real board's.
 */
export const SIMULATED_MAC_PREFIX = '02:50:4c:4e:';
