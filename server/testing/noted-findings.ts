import type { FindingCode } from '@plantops/shared/findings/kinds.ts';
import type { Findings, NewFinding } from '@plantops/shared/ports.ts';

/** Knows what was noted, and how often. */
export class NotedFindings implements Findings {
  readonly open = new Map<string, NewFinding>();
  noted = 0;
  #key = (deviceId: string, code: FindingCode, metric: unknown) => `${deviceId} ${code} ${String(metric)}`;
  note(deviceId: string, finding: NewFinding): void {
    this.noted += 1;
    this.open.set(this.#key(deviceId, finding.code, finding.metric ?? null), finding);
  }
  clear = (deviceId: string, code: FindingCode, metric: unknown = null): void =>
    void this.open.delete(this.#key(deviceId, code, metric));
  has = (deviceId: string, code: FindingCode, metric: unknown = null): boolean =>
    this.open.has(this.#key(deviceId, code, metric));
}
