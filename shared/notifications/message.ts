/** The message that a channel sends. */
import type { Evidence } from '../findings/finding-kind.ts';
import type { FindingCode } from '../findings/kinds.ts';
import type { Metric } from '../metrics.ts';
import type { DeviceId, PlantId } from '../glossary.ts';
import type { NoticeKind } from '../ports.ts';

/** The alert that a message is about, with its values at the last breach that was stored. */
export interface MessageAlert {
  id: number;
  /** null if the alert is about a silent device. */
  metric: Metric | null;
  /** The value that was out of range, in the metric's unit; also if the message is about the recovery. */
  value: number | null;
  /** The limit that the value violated, in the metric's unit. */
  threshold: number | null;
  /** Whether that is the lower or the upper limit. */
  direction: 'min' | 'max' | null;
}

export interface NoticeMessage {
  /** The notice's id. Equal at every attempt and on every channel, so that receivers can recognise duplicates. */
  id: string;
  /**
   * `test`: the owner tests the channel. `system`: something about PlantOps itself; `digest`: the
   * day at a glance. In all of them, `alert`, `plant` and
   * `device` are null.
   */
  kind: NoticeKind | 'test' | 'system' | 'digest';
  /** What the owner reads, in their language. In English it is exactly the text of the alert. */
  text: string;
  /** The same in English, where `text` is in another language. */
  english?: string;
  /** null if there is none, or if it no longer exists. The owner chose the name. */
  plant: { id: PlantId; name: string } | null;
  /** null if there is none, or if it no longer exists. The device may have chosen the name. */
  device: { id: DeviceId; name: string } | null;
  alert: MessageAlert | null;
  /** What was noticed, in a message about that. */
  finding?: { code: FindingCode; evidence: Evidence };
  createdAt: Date;
  /** The messages that this one stands for, if it is one for several; `alert`, `plant` and `device` are null then. */
  joined?: readonly NoticeMessage[];
}
