/** A device's battery and signal strength, in grades that people know. Pure. */
export const SIGNAL_LEVELS = ['weak', 'fair', 'good', 'strong'] as const;
export type SignalLevel = (typeof SIGNAL_LEVELS)[number];

/**
 * Where the next grade begins, in dBm, as makers of Wi-Fi chips grade it: voice and video need -67; below -80 packets
 * are lost.
 */
const FAIR_DBM = -80;
const GOOD_DBM = -70;
const STRONG_DBM = -60;

/** @param dbm received signal strength, negative */
export function signalLevel(dbm: number): SignalLevel {
  if (dbm >= STRONG_DBM) return 'strong';
  if (dbm >= GOOD_DBM) return 'good';
  return dbm >= FAIR_DBM ? 'fair' : 'weak';
}

/** At this percentage the battery should be replaced soon. */
export const LOW_BATTERY_PCT = 15;
