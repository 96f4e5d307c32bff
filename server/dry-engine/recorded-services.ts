/** The services of nodes in a dry run: none stores, sends or acknowledges anything, all record what would happen. */
import type { Clock } from '@plantops/shared/clock.ts';
import type {
  CarePlans,
  DeviceCommands,
  DeviceContext,
  DeviceDirectory,
  DeviceRegistrar,
  IncomingMessage,
  LanguageModel,
  MessageInbox,
  ReadingStore,
  RejectionStore,
} from '@plantops/shared/ports.ts';
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
    if (this.#ledger.settle(id)) this.#records.decided(id);
  }

  status = (): { connected: boolean; inFlight: number } => ({ connected: true, inFlight: this.#ledger.openCount });

  /** The inbox as nodes know it. */
  port(watch: Pick<MessageWatch, 'letGo'>): MessageInbox {
    return {
      consume: (kind, _node, handler) => this.consume(kind, handler),
      hold: this.hold,
      handOn: this.handOn,
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
  readonly #stored = new Set<string>();

  constructor(records: Records) {
    this.#records = records;
  }

  async append({ deviceId, plantId, time, values }: Parameters<ReadingStore['append']>[0], delivery = 0) {
    const key = `${deviceId} ${time.getTime()}`;
    if (this.#stored.has(key)) {
      this.#records.repeated(delivery);
      return { outcome: 'duplicate' } as const;
    }
    this.#stored.add(key);
    const [oldest] = this.#stored;
    if (this.#stored.size > REMEMBERED && oldest !== undefined) this.#stored.delete(oldest);
    this.#records.stored(delivery, { deviceId, plantId, time: time.getTime(), values: { ...values } });
    return { outcome: 'stored' } as const;
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
    this.#devices = new Map(devices.map((device) => [device.deviceId, device]));
    this.#heartbeatIntervalS = heartbeatIntervalS;
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
