/** Messages about alerts, and how they leave. */
import type { DeviceId, PlantId } from '../glossary.ts';

export const NOTICE_KINDS = [
  'breach',
  'reminder',
  'recovery',
  'offline',
  'online',
  'stale',
  'fresh',
  'finding',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * One message about an alert. It is stored in the database before it enters the flow, and waits there to be released.
 */
export interface Notice {
  id: string;
  alertId: number;
  kind: NoticeKind;
  message: string;
  plantId: PlantId | null;
  deviceId: DeviceId | null;
}

export interface Outbox {
  /**
   * Marks a notice as ready to send. Resolves once that is recorded, however long the database is down. Releasing twice
   * is harmless.
   * @param channel sends it on this channel only, by its name; then it can be released on another one, too
   * @throws Error if there is no such channel or it is not set up
   */
  release(noticeId: string, channel?: string): Promise<void>;
  /**
   * Notices that were made but never released because the process ended in between, and that are still worth sending.
   */
  unreleased(): Promise<Notice[]>;
  status(): { waiting: number; lastError: string | undefined };
}
