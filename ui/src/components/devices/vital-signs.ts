/** What a device tells about its power and its radio, in classes that people know. Pure. */
export const SIGNAL_LEVELS = ['weak', 'fair', 'good', 'strong'] as const;
export type SignalLevel = (typeof SIGNAL_LEVELS)[number];

/** From each of these on the next level, in dBm, as Wi-Fi chips and their makers grade it: -67 is what voice and video ask for, below -80 packets are lost. */
const FAIR_DBM = -80;
const GOOD_DBM = -70;
const STRONG_DBM = -60;

/** @param dbm received signal strength, negative */
export function signalLevel(dbm: number): SignalLevel {
  if (dbm >= STRONG_DBM) return 'strong';
  if (dbm >= GOOD_DBM) return 'good';
  return dbm >= FAIR_DBM ? 'fair' : 'weak';
}

/** At this percentage a battery wants to be changed soon. */
export const LOW_BATTERY_PCT = 15;
