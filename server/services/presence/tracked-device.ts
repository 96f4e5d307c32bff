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
