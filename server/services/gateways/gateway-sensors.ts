import { randomBytes } from 'node:crypto';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type GatewayRoster,
  type GatewaySensors as GatewaySensorsPort,
  MOST_NEW_SENSORS,
  type SensorAdmission,
  type SensorIdentity,
} from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { patiently } from '../../db/patience.ts';
import type { Queryable } from '../../db/pool.ts';
import {
  addSensor,
  listIgnoredSensors,
  listSensors,
  type SensorRow,
  updateSensor,
} from '../../db/repositories/gateway-sensors.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface GatewaySensorsOptions {
  database: Queryable;
  /** How to name a device in a message to the owner. */
  nameOf: (deviceId: string) => string;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

interface Sensor extends SensorRow {
  /** When its own gateway told of it last (ms of the clock's spans). */
  toldMs: number;
}

const HOUR_MS = 3_600_000;
/** A sensor that another receiver hears, and its own does not for so long, goes over to that one (ms). */
const OTHER_RECEIVER_AFTER_MS = 15 * 60_000;
const LONGEST_NAME = 100;

const isAddress = (key: string): boolean => key.startsWith('mac:') || key.startsWith('ieee:');
/** Names come from outside: they are cut, and are without what cannot be shown. */
const shownName = (name: string): string =>
  name
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);

/** Knows the sensors behind gateways by heart, and makes a device of each at its first value. */
export class GatewaySensors implements GatewaySensorsPort {
  readonly #options: GatewaySensorsOptions;
  readonly #byKey = new Map<string, Sensor>();
  readonly #byDevice = new Map<string, Sensor>();
  /** Those with an address, by their gateway and its name for them. */
  readonly #byName = new Map<string, Sensor>();
  readonly #ignored = new Set<string>();
  /** Gateways that have told of a sensor. */
  readonly #gateways = new Set<string>();
  /** Addresses that gateways listed, by what they call the sensor. */
  readonly #listed = new Map<string, string>();
  /** Which probe of a node gave a metric first. */
  readonly #firstProbes = new Map<string, string>();
  /** When sensors of a gateway became devices within the last hour (ms). */
  readonly #news = new Map<string, number[]>();
  /** One message after another may tell of a sensor while its device is made. */
  readonly #making = new Map<string, Promise<SensorAdmission>>();
  /** Changes are written in their order. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: GatewaySensorsOptions) {
    this.#options = options;
    const { bus } = options;
    bus.on('device_removed', ({ deviceId }) => this.#removed(deviceId));
    bus.on(['devices_changed', 'database_changed'], ({ deviceIds }) =>
      deviceIds.some((id) => this.#byDevice.has(id) || this.#gateways.has(id)) ? this.load() : undefined,
    );
    bus.on(['data_replaced', 'changes_missed'], () => this.load());
  }

  /** Reads all sensors, and those that the owner has removed. */
  async load(): Promise<void> {
    const { database } = this.#options;
    const writing = this.#writing;
    await writing;
    const [sensors, ignored] = await Promise.all([listSensors(database), listIgnoredSensors(database)]);
    // What was changed meanwhile is newer than what was read.
    if (writing !== this.#writing) return this.load();
    const before = new Map(this.#byDevice);
    this.#byKey.clear();
    this.#byDevice.clear();
    this.#byName.clear();
    for (const row of sensors)
      this.#remember({ ...row, toldMs: before.get(row.deviceId)?.toldMs ?? this.#options.clock.elapsedMs() });
    this.#ignored.clear();
    for (const { key } of ignored) this.#ignored.add(key);
  }

  find(gatewayId: string, identity: SensorIdentity, metrics: readonly Metric[]): string | undefined {
    this.#gateways.add(gatewayId);
    const sensor = this.#byKey.get(this.#who(gatewayId, identity, metrics).key);
    if (!sensor) return undefined;
    this.#toldBy(gatewayId, sensor);
    this.#learnMetrics(sensor, metrics);
    return sensor.deviceId;
  }

  admit(
    gatewayId: string,
    identity: SensorIdentity,
    metrics: readonly Metric[],
    dialect: string,
  ): Promise<SensorAdmission> {
    const known = this.find(gatewayId, identity, metrics);
    if (known !== undefined) return Promise.resolve({ deviceId: known });
    const { key, name } = this.#who(gatewayId, identity, metrics);
    if (this.#ignored.has(key)) return Promise.resolve({ refused: 'ignored' });
    const making = this.#making.get(key);
    if (making) return making;
    if (metrics.length === 0) return Promise.resolve({ refused: 'empty' });
    if (!this.#hasRoom(gatewayId)) return Promise.resolve({ refused: 'many' });
    const made = this.#make(gatewayId, key, name, metrics, dialect).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  listed(gatewayId: string, { isComplete, entries }: GatewayRoster): string[] {
    for (const { local, name, address } of entries) {
      this.#listed.set(`${gatewayId}:${local}`, address);
      const sensor = this.#byKey.get(address) ?? this.#byKey.get(`${gatewayId}:${local}`);
      if (!sensor) continue;
      if (sensor.key !== address) this.#update(sensor, { key: address });
      this.#follow(sensor, name);
    }
    if (!isComplete) return [];
    const addresses = new Set(entries.map(({ address }) => address));
    return [...this.#byKey.values()].flatMap(({ deviceId, via, key }) =>
      via === gatewayId && isAddress(key) && !addresses.has(key) ? [deviceId] : [],
    );
  }

  renamed(gatewayId: string, from: string, to: string): void {
    const address = this.#listed.get(`${gatewayId}:${from}`);
    if (address) this.#listed.set(`${gatewayId}:${to}`, address);
    const sensor = this.#byKey.get(address ?? `${gatewayId}:${from}`) ?? this.#calledSo(gatewayId, from);
    if (!sensor) return;
    if (sensor.key === `${gatewayId}:${from}`) this.#update(sensor, { key: `${gatewayId}:${to}` });
    this.#follow(sensor, to);
  }

  /** Resolves when all changes are written. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.#making.values(), this.#writing]);
  }

  /** By what a sensor is known, and its name. */
  #who(gatewayId: string, identity: SensorIdentity, metrics: readonly Metric[]): { key: string; name: string } {
    const { local, name, probe } = this.#probeOf(gatewayId, identity, metrics);
    if (probe) return { key: `${gatewayId}:${probe.local}`, name: probe.name };
    const address = identity.address ?? this.#listed.get(`${gatewayId}:${local}`);
    const key = address ?? this.#calledSo(gatewayId, local)?.key ?? `${gatewayId}:${local}`;
    // It was heard before its address was known.
    const unaddressed = address === undefined ? undefined : this.#byKey.get(`${gatewayId}:${local}`);
    if (unaddressed && address !== undefined && !this.#byKey.has(address)) this.#update(unaddressed, { key: address });
    return { key, name };
  }

  /** The identity with its probe only if another probe of the node gives the metric. */
  #probeOf(gatewayId: string, identity: SensorIdentity, metrics: readonly Metric[]): SensorIdentity {
    const { probe, ...node } = identity;
    const [metric] = metrics;
    if (!probe || metric === undefined) return node;
    if (this.#byKey.has(`${gatewayId}:${probe.local}`)) return identity;
    const place = `${gatewayId}:${node.local}:${metric}`;
    const first = this.#firstProbes.get(place);
    if (first === undefined) this.#firstProbes.set(place, probe.local);
    return first === undefined || first === probe.local ? node : identity;
  }

  /** A sensor with an address that the gateway calls so. */
  #calledSo(gatewayId: string, local: string): Sensor | undefined {
    return local === '' ? undefined : this.#byName.get(`${gatewayId}:${local}`);
  }

  #hasRoom(gatewayId: string): boolean {
    const now = this.#options.clock.elapsedMs();
    const news = (this.#news.get(gatewayId) ?? []).filter((atMs) => now - atMs < HOUR_MS);
    const hasRoom = news.length < MOST_NEW_SENSORS;
    if (hasRoom) news.push(now);
    this.#news.set(gatewayId, news);
    return hasRoom;
  }

  async #make(
    gatewayId: string,
    key: string,
    saidName: string,
    metrics: readonly Metric[],
    dialect: string,
  ): Promise<SensorAdmission> {
    const { database, nameOf, bus, clock, log } = this.#options;
    const nameAtGateway = shownName(saidName);
    const made: Sensor = {
      deviceId: `dev_${randomBytes(8).toString('hex')}`,
      via: gatewayId,
      key,
      nameAtGateway,
      sensorTypes: [...metrics],
      toldMs: clock.elapsedMs(),
    };
    const mac = key.startsWith('mac:') ? key.slice('mac:'.length) : null;
    const name = nameAtGateway || nameOf(gatewayId);
    const deviceId = await patiently(() => addSensor(database, { ...made, via: gatewayId, mac, name, dialect }), {
      clock,
    });
    this.#remember({ ...made, deviceId });
    log.info(`a sensor behind ${nameOf(gatewayId)} is a device now: ${name}`);
    // The pipeline must know it before its reading goes on.
    await bus.publish('devices_changed', { deviceIds: [deviceId] });
    return { deviceId };
  }

  /** A sensor goes over to the gateway that hears it, if its own is gone or does not hear it any more. */
  #toldBy(gatewayId: string, sensor: Sensor): void {
    const now = this.#options.clock.elapsedMs();
    if (sensor.via !== gatewayId) {
      if (sensor.via !== null && now - sensor.toldMs < OTHER_RECEIVER_AFTER_MS) return;
      this.#update(sensor, { via: gatewayId });
    }
    sensor.toldMs = now;
  }

  #learnMetrics(sensor: Sensor, metrics: readonly Metric[]): void {
    const more = metrics.filter((metric) => !sensor.sensorTypes.includes(metric));
    if (more.length > 0) this.#update(sensor, { sensorTypes: [...sensor.sensorTypes, ...more] });
  }

  #follow(sensor: Sensor, name: string): void {
    const nameAtGateway = shownName(name);
    if (nameAtGateway !== '' && nameAtGateway !== sensor.nameAtGateway) this.#update(sensor, { nameAtGateway });
  }

  /** In memory at once, and in the database as soon as it takes it. */
  #update(sensor: Sensor, change: Partial<Omit<SensorRow, 'deviceId'>>): void {
    const { database, bus, clock, log } = this.#options;
    this.#byKey.delete(sensor.key);
    this.#byName.delete(`${sensor.via}:${sensor.nameAtGateway}`);
    Object.assign(sensor, change);
    this.#remember(sensor);
    const { deviceId } = sensor;
    this.#writing = this.#writing
      .then(() => patiently(() => updateSensor(database, deviceId, change), { clock }))
      .catch((failure: unknown) =>
        log.warn({ err: failure, device_id: deviceId }, 'what a gateway says of a sensor could not be written'),
      );
    void this.#writing.then(() => bus.publish('devices_changed', { deviceIds: [deviceId] }));
  }

  #remember(sensor: Sensor): void {
    this.#byKey.set(sensor.key, sensor);
    this.#byDevice.set(sensor.deviceId, sensor);
    if (isAddress(sensor.key)) this.#byName.set(`${sensor.via}:${sensor.nameAtGateway}`, sensor);
  }

  /** A sensor that the owner removed is ignored from now on; a gateway that is removed leaves its sensors. */
  async #removed(deviceId: string): Promise<void> {
    const sensor = this.#byDevice.get(deviceId);
    if (!sensor && !this.#gateways.delete(deviceId)) return;
    await this.load();
  }
}
