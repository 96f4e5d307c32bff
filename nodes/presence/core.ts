import type { DeviceStatus } from '@plantops/shared/api/devices.ts';

/** Heartbeats that may be missed before a device counts as offline, unless a presence node says otherwise. */
export const MISSED_HEARTBEATS = 3;

export interface PresenceState {
  status: DeviceStatus;
  /** When the device was last heard; null if never. */
  lastSeenAt: Date | null;
}

/** Status after an accepted message. */
export const statusAfterMessage = (): DeviceStatus => 'online';

/** Status after a message that did not fit; it also shows that the device is alive. */
export const statusAfterRejection = (): DeviceStatus => 'error';

/**
 * Whether a device must be called offline now.
 * @param hearingSince since when messages could reach the server without interruption. A message that was sent while
 *   nothing was listening is not missed, so a device gets as many full intervals after a start or an outage of the
 *   broker or database
 * @param silentS for how long a device may be silent (s)
 */
export function isOverdue(state: PresenceState, now: Date, hearingSince: Date, silentS: number): boolean {
  if (state.lastSeenAt === null || state.status === 'offline' || state.status === 'provisioning') return false;
  const listenedFrom = Math.max(state.lastSeenAt.getTime(), hearingSince.getTime());
  return now.getTime() - listenedFrom > silentS * 1000;
}

/** A time span in words for a notice: `90 s`, `3 min`, `2 h`. */
export function spanText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

export const offlineMessage = (deviceName: string, silentS: number): string =>
  `${deviceName} is offline: nothing heard for ${spanText(silentS)}`;
/** Of a device that said that it leaves, or whose will the broker published. */
export const disconnectedMessage = (deviceName: string): string =>
  `${deviceName} is offline: its connection to the broker has ended`;
export const onlineMessage = (deviceName: string): string => `${deviceName} is back online`;
