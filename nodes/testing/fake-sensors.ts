/** In-memory services for what is noticed about devices, and for those behind gateways. */
import type { FindingCode } from '@plantops/shared/findings/kinds.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type {
  Findings,
  GatewayRoster,
  GatewaySensors,
  NewFinding,
  SensorAdmission,
  SensorIdentity,
} from '@plantops/shared/ports.ts';

export class FakeFindings implements Findings {
  readonly noted: (NewFinding & { deviceId: string })[] = [];
  readonly cleared: { deviceId: string; code: FindingCode; metric: Metric | null }[] = [];

  note(deviceId: string, finding: NewFinding): void {
    this.noted.push({ deviceId, ...finding });
  }

  clear(deviceId: string, code: FindingCode, metric: Metric | null = null): void {
    this.cleared.push({ deviceId, code, metric });
  }

  has(deviceId: string, code: FindingCode, metric: Metric | null = null): boolean {
    return this.noted.some((one) => one.deviceId === deviceId && one.code === code && (one.metric ?? null) === metric);
  }
}

/** Sensors behind gateways: those in `known` have devices, the others get one unless `refusal` says why not. */
export class FakeSensors implements GatewaySensors {
  readonly known = new Map<string, string>();
  readonly admitted: [gatewayId: string, sensor: SensorIdentity, metrics: readonly Metric[], dialect: string][] = [];
  readonly rosters: GatewayRoster[] = [];
  readonly renames: [from: string, to: string][] = [];
  gone: string[] = [];
  refusal: 'ignored' | 'empty' | 'many' | undefined;

  find(_gatewayId: string, { local }: SensorIdentity): string | undefined {
    return this.known.get(local);
  }

  admit(...asked: (typeof this.admitted)[number]): Promise<SensorAdmission> {
    this.admitted.push(asked);
    if (this.refusal) return Promise.resolve({ refused: this.refusal });
    const deviceId = `dev_${asked[1].name}`;
    this.known.set(asked[1].local, deviceId);
    return Promise.resolve({ deviceId });
  }

  listed(_gatewayId: string, roster: GatewayRoster): string[] {
    this.rosters.push(roster);
    return this.gone;
  }

  renamed(_gatewayId: string, from: string, to: string): void {
    this.renames.push([from, to]);
  }
}
