import type { Clock } from '@plantops/shared/clock.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type GatewayRoster,
  type GatewaySensors,
  MOST_NEW_SENSORS,
  type SensorAdmission,
  type SensorIdentity,
} from '@plantops/shared/ports.ts';
import { z } from 'zod';
import type { NodeMemory } from '../runtime/node-red.ts';

const sensorSchema = z.object({
  deviceId: z.string(),
  gatewayId: z.string(),
  local: z.string(),
  address: z.string().optional(),
});
type Sensor = z.infer<typeof sensorSchema>;

const KEY = 'sensors';
const HOUR_MS = 3_600_000;
const LONGEST_NAME = 40;

/** A name as it may stand in a topic, and in the settings of nodes. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '') || 'sensor';

/**
 * The sensors behind gateways, kept in the context of one node. The id of each is made of the gateway's id and the name that
 * the gateway gave it first, and stays when that changes. What the gateway measures itself has the gateway's id.
 */
export class LocalSensors implements GatewaySensors {
  readonly #memory: NodeMemory;
  readonly #clock: Clock;
  readonly #sensors: Sensor[];
  /** Addresses that gateways listed, by what they call the sensor. */
  readonly #listed = new Map<string, string>();
  /** Which probe of a node gave a metric first. */
  readonly #firstProbes = new Map<string, string>();
  /** When sensors of a gateway were new within the last hour (ms). */
  readonly #news = new Map<string, number[]>();

  constructor(memory: NodeMemory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
    const kept = z.array(sensorSchema).safeParse(memory.get(KEY));
    this.#sensors = kept.success ? kept.data : [];
  }

  find(gatewayId: string, identity: SensorIdentity, metrics: readonly Metric[]): string | undefined {
    const { local } = this.#probeOf(gatewayId, identity, metrics);
    const address = this.#addressOf(gatewayId, identity, local);
    const sensor =
      (address === undefined ? undefined : this.#sensors.find((one) => one.address === address)) ??
      this.#called(gatewayId, local);
    if (!sensor || (address !== undefined && sensor.address !== undefined && sensor.address !== address))
      return undefined;
    // It was heard before its address was known.
    if (address !== undefined && sensor.address === undefined) this.#change(sensor, { address });
    return sensor.deviceId;
  }

  async admit(gatewayId: string, identity: SensorIdentity, metrics: readonly Metric[]): Promise<SensorAdmission> {
    const known = this.find(gatewayId, identity, metrics);
    if (known !== undefined) return { deviceId: known };
    if (metrics.length === 0) return { refused: 'empty' };
    if (!this.#hasRoom(gatewayId)) return { refused: 'many' };
    const { local, name } = this.#probeOf(gatewayId, identity, metrics);
    const address = this.#addressOf(gatewayId, identity, local);
    const deviceId = local === '' ? gatewayId : this.#newId(`${gatewayId}-${plain(name || local)}`);
    this.#sensors.push({ deviceId, gatewayId, local, ...(address !== undefined && { address }) });
    this.#keep();
    return { deviceId };
  }

  listed(gatewayId: string, { entries }: GatewayRoster): string[] {
    for (const { local, address } of entries) {
      this.#listed.set(`${gatewayId}:${local}`, address);
      const sensor = this.#sensors.find((one) => one.address === address) ?? this.#called(gatewayId, local);
      if (sensor && (sensor.local !== local || sensor.address !== address)) this.#change(sensor, { local, address });
    }
    // Nobody is told which are gone: they fall silent.
    return [];
  }

  renamed(gatewayId: string, from: string, to: string): void {
    const address = this.#listed.get(`${gatewayId}:${from}`);
    if (address !== undefined) this.#listed.set(`${gatewayId}:${to}`, address);
    this.#listed.delete(`${gatewayId}:${from}`);
    const sensor = this.#called(gatewayId, from);
    if (sensor) this.#change(sensor, { local: to });
  }

  #called(gatewayId: string, local: string): Sensor | undefined {
    return this.#sensors.find((one) => one.gatewayId === gatewayId && one.local === local);
  }

  #addressOf(gatewayId: string, identity: SensorIdentity, local: string): string | undefined {
    // An address is that of a node, not of one of its probes.
    return local === identity.local ? (identity.address ?? this.#listed.get(`${gatewayId}:${local}`)) : undefined;
  }

  /** The probe only if another probe of the node gives the metric. */
  #probeOf(gatewayId: string, { local, name, probe }: SensorIdentity, [metric]: readonly Metric[]) {
    const node = { local, name };
    if (!probe || metric === undefined) return node;
    if (this.#called(gatewayId, probe.local)) return probe;
    const place = `${gatewayId}:${local}:${metric}`;
    const first = this.#firstProbes.get(place);
    if (first === undefined) this.#firstProbes.set(place, probe.local);
    return first === undefined || first === probe.local ? node : probe;
  }

  #hasRoom(gatewayId: string): boolean {
    const now = this.#clock.elapsedMs();
    const news = (this.#news.get(gatewayId) ?? []).filter((atMs) => now - atMs < HOUR_MS);
    const hasRoom = news.length < MOST_NEW_SENSORS;
    if (hasRoom) news.push(now);
    this.#news.set(gatewayId, news);
    return hasRoom;
  }

  #newId(wanted: string): string {
    const taken = new Set(this.#sensors.map(({ deviceId }) => deviceId));
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
    return id;
  }

  #change(sensor: Sensor, change: Partial<Sensor>): void {
    Object.assign(sensor, change);
    this.#keep();
  }

  #keep(): void {
    this.#memory.set(KEY, structuredClone(this.#sensors));
  }
}
