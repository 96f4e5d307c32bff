/** The services of nodes in a dry run: none stores, sends or acknowledges anything, all record what would happen. */
import type { Clock } from '@plantops/shared/clock.ts';
import type {
  CarePlans,
  DeviceCommands,
  DeviceContext,
  DeviceDirectory,
  DeviceRegistrar,
  GatewaySensors,
  IncomingMessage,
  LanguageModel,
  MessageInbox,
  ReadingStore,
  RejectionStore,
  SensorAdmission,
  SensorIdentity,
} from '@plantops/shared/ports.ts';
import { hasOwnTime } from '@plantops/shared/messages.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { heartbeatTopic, type MessageKind, telemetryTopic } from '@plantops/shared/topics.ts';
import { type Delivery, DeliveryLedger } from '../broker/delivery-ledger.ts';
import type { DryFacts } from '../port/dry-offers.ts';
import type { MessageWatch } from '../services/ingest/message-watch.ts';
import type { Records } from './records.ts';

/** Passes messages to the flows one by one, and knows which are not answered for yet. */
export class RecordedInbox {
  readonly #ledger = new DeliveryLedger();
  readonly #consumers = new Map<MessageKind, (messages: readonly IncomingMessage[]) => void>();
  readonly #records: Records;
  readonly #openParts = new Map<number, number>();

  constructor(records: Records) {
    this.#records = records;
  }

  /**
   * Hands a message to the node that takes its kind.
   * @returns the message as the flows know it; its number is that of all messages so far, from 1
   */
  deliver(message: Omit<IncomingMessage, 'delivery'>, number: number): Delivery {
    const delivery = this.#ledger.addRow(message, number);
    delivery.handed = true;
    this.#consumers.get(message.kind)?.([delivery.message]);
    return delivery;
  }

  /** A request is counted with the messages of devices, so that their numbers go on. */
  skip(number: number): void {
    const { message } = this.#ledger.addRow(NO_MESSAGE, number);
    this.#ledger.settle(message.delivery);
  }

  consume(kind: MessageKind, handler: (messages: readonly IncomingMessage[]) => void): () => void {
    if (this.#consumers.has(kind)) throw new Error(`Another node takes the ${kind} messages already`);
    this.#consumers.set(kind, handler);
    return () => {
      if (this.#consumers.get(kind) === handler) this.#consumers.delete(kind);
    };
  }

  hold = (id: number): void => this.#ledger.hold(id);
  handOn = (id: number): void => this.#ledger.handOn(id);
  find = (id: number): Delivery | undefined => this.#ledger.find(id);
  open = (): IterableIterator<Delivery> => this.#ledger.open();
  /** Nothing was swallowed by a deploy: there is none. */
  handOut = (): void => undefined;

  acknowledge(id: number): void {
    const parts = this.#openParts.get(id) ?? 1;
    this.#openParts.set(id, parts - 1);
    if (parts > 1) return;
    this.#openParts.delete(id);
    if (this.#ledger.settle(id)) this.#records.decided(id);
  }

  /** Parts keep the number of the whole, which what becomes of them is told with. */
  divide(id: number, parts: readonly unknown[]): number[] {
    if (parts.length > 0) this.#openParts.set(id, parts.length);
    return parts.map(() => id);
  }

  status = (): { connected: boolean; inFlight: number } => ({ connected: true, inFlight: this.#ledger.openCount });

  /** The inbox as nodes know it. */
  port(watch: Pick<MessageWatch, 'letGo'>): MessageInbox {
    return {
      consume: (kind, _node, handler) => this.consume(kind, handler),
      hold: this.hold,
      handOn: this.handOn,
      divide: (id, _node, parts) => this.divide(id, parts),
      acknowledge: (id) => this.acknowledge(id),
      letGo: (id, node, reason) => watch.letGo(id, node, reason),
      status: this.status,
    };
  }
}

const NO_MESSAGE = {
  kind: 'telemetry',
  deviceId: '',
  topic: '',
  payload: Buffer.alloc(0),
  receivedAt: new Date(0),
} as const;

/** So many of the newest readings are remembered, to tell one that is stored twice. */
const REMEMBERED = 20_000;

/** Records readings instead of storing them. */
export class RecordedReadings implements ReadingStore {
  readonly #records: Records;
  /** The metrics of each row. */
  readonly #stored = new Map<string, Set<string>>();

  constructor(records: Records) {
    this.#records = records;
  }

  async append(reading: Parameters<ReadingStore['append']>[0], delivery = 0) {
    const { deviceId, plantId, time } = reading;
    const key = `${deviceId} ${time.getTime()}`;
    const row = this.#stored.get(key);
    const fresh = Object.entries(reading.values).filter(([metric]) => !row?.has(metric));
    if (row && (fresh.length === 0 || !hasOwnTime(reading))) {
      this.#records.repeated(delivery);
      return { outcome: 'duplicate' } as const;
    }
    this.#stored.set(key, new Set([...(row ?? []), ...fresh.map(([metric]) => metric)]));
    const [oldest] = this.#stored.keys();
    if (this.#stored.size > REMEMBERED && oldest !== undefined) this.#stored.delete(oldest);
    reading.values = Object.fromEntries(fresh);
    this.#records.stored(delivery, { deviceId, plantId, time: time.getTime(), values: Object.fromEntries(fresh) });
    return { outcome: row ? 'merged' : 'stored' } as const;
  }

  waiting = (): number => 0;
}

/**
 * Records rejected messages, and those that ended in the flows.
 * @param onFault is told of a message that is its device's fault
 */
export const recordedRejections = (
  records: Records,
  onFault: (deviceId: string, receivedAt: Date) => void,
): RejectionStore => ({
  async reject({ deviceId, receivedAt, reason, node, setAside }, delivery = 0) {
    if (!node) onFault(deviceId, receivedAt);
    if (setAside)
      records.became(delivery, { setAside: { nodeId: node?.id ?? '', node: node?.name ?? 'the database', reason } });
    else records.rejected(delivery, reason);
  },
});

/** The devices as they are now, and those that register meanwhile. */
export class RecordedDevices implements DeviceDirectory, DeviceRegistrar {
  readonly #devices: Map<string, DeviceContext>;
  readonly #heartbeatIntervalS: number;
  #registered = 0;

  constructor({ devices, heartbeatIntervalS }: Pick<DryFacts, 'devices' | 'heartbeatIntervalS'>) {
    this.#devices = new Map(devices.map(({ kind = 'device', ...device }) => [device.deviceId, { ...device, kind }]));
    this.#heartbeatIntervalS = heartbeatIntervalS;
  }

  add(device: DeviceContext): void {
    this.#devices.set(device.deviceId, device);
  }

  find = (deviceId: string): DeviceContext | undefined => this.#devices.get(deviceId);
  lookUp = async (deviceId: string): Promise<DeviceContext | undefined> => this.#devices.get(deviceId);

  async register({ request, requestHost }: Parameters<DeviceRegistrar['register']>[0]) {
    this.#registered += 1;
    const deviceId = `dry_${this.#registered}`;
    this.#devices.set(deviceId, { deviceId, name: request.name ?? null, plant: null });
    const credentials = {
      device_id: deviceId,
      mqtt_username: deviceId,
      mqtt_password: 'none in a dry run',
      mqtt: { host: requestHost, port: 1883 },
      topics: { telemetry: telemetryTopic(deviceId), heartbeat: heartbeatTopic(deviceId) },
      heartbeat_interval_s: this.#heartbeatIntervalS,
    };
    return { created: true, credentials };
  }
}

/** Sensors behind gateways: each is a device at once, with an id made of its name. */
export class RecordedSensors implements GatewaySensors {
  readonly #devices: RecordedDevices;
  readonly #ids = new Map<string, string>();

  constructor(devices: RecordedDevices) {
    this.#devices = devices;
  }

  find(gatewayId: string, { local, address }: SensorIdentity): string | undefined {
    return this.#ids.get(address ?? `${gatewayId}:${local}`);
  }

  async admit(gatewayId: string, sensor: SensorIdentity, metrics: readonly unknown[]): Promise<SensorAdmission> {
    const known = this.find(gatewayId, sensor);
    if (known !== undefined) return { deviceId: known };
    if (metrics.length === 0) return { refused: 'empty' };
    const deviceId = (sensor.name || gatewayId).replaceAll(/\W+/g, '_');
    this.#ids.set(sensor.address ?? `${gatewayId}:${sensor.local}`, deviceId);
    this.#devices.add({ deviceId, name: sensor.name, via: gatewayId, plant: null });
    return { deviceId };
  }

  listed = (): string[] => [];
  renamed = (): void => undefined;
}

/** Records commands to devices instead of sending them. */
export const recordedCommands = (records: Records, clock: Clock): DeviceCommands => ({
  send: async ({ deviceId, text }) => records.command({ at: clock.now().getTime(), deviceId, text }),
});

const NO_CARE = 'A dry run asks no model and makes no care plan';

export const noModel: LanguageModel = {
  isReady: () => false,
  ask: () => Promise.reject(new ProblemError('llm_not_configured', NO_CARE)),
};

export const noCarePlans: CarePlans = {
  gather: () => Promise.reject(new ProblemError('not_found', NO_CARE)),
  store: () => Promise.reject(new ProblemError('not_found', NO_CARE)),
  progress: () => undefined,
};
