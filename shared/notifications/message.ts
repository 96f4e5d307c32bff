/** What a channel is given to send. */
import type { Metric } from '../metrics.ts';
import type { DeviceId, PlantId } from '../glossary.ts';
import type { NoticeKind } from '../ports.ts';

/** The alert that a message is about, as it was last told. */
export interface MessageAlert {
  id: number;
  /** null: a device that fell silent. */
  metric: Metric | null;
  /** In the metric's unit; in a recovery, too, it is the value that was out of range. */
  value: number | null;
  /** The limit that was broken, in the metric's unit. */
  threshold: number | null;
  /** Which limit that is. */
  direction: 'min' | 'max' | null;
}

export interface NoticeMessage {
  /** Of the notice: the same at every attempt and on every channel, so that a receiver knows what it has already. */
  id: string;
  /** `test`: the owner tries the channel; then it is about no alert, plant or device. */
  kind: NoticeKind | 'test';
  /** Exactly the text of the alert, in English. */
  text: string;
  /** null: none, or it is gone; the name is what the owner typed. */
  plant: { id: PlantId; name: string } | null;
  /** null: none, or it is gone; the name may be what the device sent. */
  device: { id: DeviceId; name: string } | null;
  alert: MessageAlert | null;
  createdAt: Date;
}
