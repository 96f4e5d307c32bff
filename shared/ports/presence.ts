/** Which devices are there. */
import type { DeviceId } from '../glossary.ts';
import type { HeartbeatPayload } from '../messages.ts';
import type { MetricValues } from '../metrics.ts';
import type { Notice } from './notices.ts';

/** What a message tells besides that its device is alive. */
export interface PresenceFacts {
  vitals?: HeartbeatPayload;
  clockWrong?: boolean;
  /** The values of a reading: each metric has a rhythm of its own. */
  values?: MetricValues;
}

export interface Presence {
  /**
   * Records that a message from the device was accepted at `at`. Returns the notice if this ends a reported outage; if
   * ending it fails, the next message tries again.
   */
  heard(deviceId: DeviceId, at: Date, facts?: PresenceFacts): Promise<Notice | undefined> | undefined;
  /**
   * Records what a device, or the broker for it by its last will, said of its presence. `online` counts as heard;
   * `offline` makes it offline at once, and is passed over if the device was heard after `at`. Returns the notice, as
   * `heard` does.
   */
  said(deviceId: DeviceId, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined;
  /**
   * Marks devices that missed so many of their own intervals as offline. Returns notices for those that were not
   * reported before.
   */
  sweep(now: Date, missedIntervals: number): Promise<Notice[]>;
  counts(): { online: number; offline: number };
}
