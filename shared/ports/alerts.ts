/** The alerts about metrics of plants. */
import type { DeviceId, PlantId } from '../glossary.ts';
import type { Metric } from '../metrics.ts';
import type { Notice } from './notices.ts';

/** The state of the alerts about one metric of one plant. */
export interface AlertState {
  open:
    | {
        id: number;
        direction: 'min' | 'max';
        threshold: number;
        noticed: boolean;
        /** The value when the owner acknowledged it; undefined if it is not acknowledged. */
        seenValue?: number | undefined;
      }
    | undefined;
  /** When the last breach message about this plant and metric was made. */
  lastNoticeAt: Date | undefined;
  /** Time of the newest reading that a breach message was about; after a start, the time of the last message. */
  toldUntil: Date | undefined;
  /** Time of the newest reading that was judged. */
  judgedUntil: Date | undefined;
  /** The owner wants no message about this plant and metric before this time. */
  mutedUntil: Date | undefined;
}

/** Of a metric of a plant about which nothing is known yet. */
export const freshAlertState = (): AlertState => ({
  open: undefined,
  lastNoticeAt: undefined,
  toldUntil: undefined,
  judgedUntil: undefined,
  mutedUntil: undefined,
});

export interface Breach {
  plantId: PlantId;
  deviceId: DeviceId;
  metric: Metric;
  value: number;
  threshold: number;
  direction: 'min' | 'max';
  message: string;
  /** Time of the reading. */
  measuredAt: Date;
  /** Time of the judgement. */
  at: Date;
}

/**
 * Alert state, kept in the database. Each change reports whether this process made it, so that two processes never both
 * notify.
 */
export interface AlertStates {
  state(plantId: PlantId, metric: Metric): AlertState;
  judged(plantId: PlantId, metric: Metric, readingTime: Date): void;
  open(breach: Breach, notify: boolean): Promise<Notice | undefined>;
  /** Makes another notice. The alert is not acknowledged any more: of one that is, there is none unless it grew worse. */
  remind(alertId: number, breach: Breach, cooldownS: number): Promise<Notice | undefined>;
  /**
   * Keeps the alert open with another limit or value. Makes no notice.
   * @param isNews the breach grew worse, so it is not acknowledged any more
   */
  restate(alertId: number, breach: Breach, isNews?: boolean): Promise<undefined>;
  close(
    alertId: number,
    recovery: { plantId: PlantId; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined>;
  openCount(): number;
}
