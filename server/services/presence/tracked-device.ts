import type { PresenceState } from '@plantops/nodes/presence/core.ts';
import type { PresenceChange } from '../../db/repositories/presence.ts';

/** What is kept in memory of a device, beside its rhythm. */
export interface Tracked extends PresenceState {
  /** Whether an alert about the device's silence is open in the database. */
  outageOpen: boolean;
  /** Whether nobody was told of that outage: the plant is muted, the device said that it leaves, or may be asleep. */
  outageUntold: boolean;
  /** When its last outage ended, if one has. */
  upSince?: Date;
  /** Until when the broker was seen not to let it in. */
  pausedUntil?: Date;
  /** When it was last said that it leaves. What it sent before may still be on its way through the flows. */
  leftAt?: Date;
  /** What is not written yet. */
  pending: PresenceChange | undefined;
  /** Whether anything that the dashboard shows has changed besides the time of the last message. */
  visible: boolean;
}

/** A device as it is known before anything is heard of it. @param known what the database says */
export const trackedDevice = (known: Partial<Tracked> = {}): Tracked => ({
  status: 'provisioning',
  lastSeenAt: null,
  outageOpen: false,
  outageUntold: false,
  pending: undefined,
  visible: false,
  ...known,
});

/** A device that is shut out has no outage: it is silent because it is not let in. */
export function keepPaused(device: Tracked, now: Date): void {
  device.pausedUntil = now;
  device.outageOpen = false;
  device.outageUntold = false;
}

/**
 * What says whether a device is silent, and from when on it could be heard: one that was let in again has its time to come
 * back, and nobody was told that it was away. @param since when messages could reach the server without interruption
 */
export function sinceLetIn(device: Tracked, since: Date, isPaused: boolean): { state: PresenceState; from: Date } {
  const { status, lastSeenAt, outageOpen, pausedUntil } = device;
  if (isPaused || pausedUntil === undefined) return { state: device, from: since };
  return {
    state: { status: status === 'offline' && !outageOpen ? 'online' : status, lastSeenAt },
    from: pausedUntil > since ? pausedUntil : since,
  };
}
