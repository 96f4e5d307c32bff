/** What was noticed about devices. */
import type { DeviceId } from '../glossary.ts';
import type { Evidence } from '../findings/finding-kind.ts';
import type { FindingCode } from '../findings/kinds.ts';
import type { Metric } from '../metrics.ts';

/** Something noticed about a device. Its words follow from the code (`findings/kinds.ts`). */
export interface NewFinding {
  code: FindingCode;
  /** The metric that it is about, if it is not the whole device. */
  metric?: Metric | null;
  /** The figures and words that it was concluded from; the newest count. */
  evidence?: Evidence;
}

/** What was noticed about devices, and is shown at them until it ends. All calls are cheap, and wait for nothing. */
export interface Findings {
  /** Notes something that was noticed once or once more. A kind that tells sends one message, the first time. */
  note(deviceId: DeviceId, finding: NewFinding): void;
  /** It is no longer so. */
  clear(deviceId: DeviceId, code: FindingCode, metric?: Metric | null): void;
  has(deviceId: DeviceId, code: FindingCode, metric?: Metric | null): boolean;
}
