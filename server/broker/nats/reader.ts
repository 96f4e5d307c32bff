import { type ConsumerMessages, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { DEVICE_MESSAGE_FILTERS, DEVICE_STATUS_FILTER } from '@plantops/shared/topics.ts';
import { connectToNats, type NatsPlace } from './connection.ts';
import { renewConsumer } from './consumer.ts';
import { MQTT_STREAM, QOS_HEADER, subjectOf, topicOf } from './subjects.ts';

/** How long a request to JetStream may take: longer than the choice of a new leader (ms). */
const REQUEST_TIMEOUT_MS = 8000;
/** So many messages are asked for at a time. */
const PULLED = 2000;
/** A request for messages ends after this time, and one that no server knows any more is noticed as soon (ms). */
const PULL_EXPIRES_MS = 4000;

/** A message that NATS keeps until it is answered for. */
export interface StoredMessage {
  topic: string;
  payload: Buffer;
  /** Its place in the stream: its name for as long as NATS has it. */
  sequence: number;
  redelivered: boolean;
  /** Tells NATS that it may forget it; nothing where the connection that it came by is gone. */
  answer: () => void;
}

/** A message of QoS 0, which NATS has forgotten already. */
export type PassingMessage = Pick<StoredMessage, 'topic' | 'payload'>;

export interface ReaderOptions extends NatsPlace {
  /** How many messages NATS sends that are not answered for. */
  maxInFlight: number;
  onStored: (message: StoredMessage) => void;
  onPassing: (message: PassingMessage) => void;
}

/** Why reading has ended. */
export interface ReaderEnd {
  reason: string;
  /** Another server reads as we do, and has put its consumer in the place of ours. */
  isTakenOver: boolean;
}

export interface NatsReader {
  isOpen(): boolean;
  /** Begins to read. */
  read(): Promise<void>;
  /** Resolves when nothing more comes. */
  ended: Promise<ReaderEnd>;
  /** Takes nothing more; answers still go out. */
  pause(): void;
  /** Ends the connection once all answers are out. */
  close(): Promise<void>;
}

const FILTERS = [...Object.values(DEVICE_MESSAGE_FILTERS), DEVICE_STATUS_FILTER];
const bufferOf = ({ data }: Pick<Msg, 'data'>): Buffer => Buffer.from(data);

/** Connects to one of the servers. What is read begins with the first message that is not answered for, in their order. */
export async function openReader(options: ReaderOptions): Promise<NatsReader> {
  // A new connection begins with a consumer of its own, so that what was under way is sent again in order.
  const connection = await connectToNats(options);
  try {
    return await readerOf(connection, options);
  } catch (failure) {
    await connection.close();
    throw failure;
  }
}

async function readerOf(connection: NatsConnection, options: ReaderOptions): Promise<NatsReader> {
  const { maxInFlight, onStored, onPassing } = options;
  // The account may not ask for figures of all of JetStream.
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  const { name, sentUpTo } = await renewConsumer(manager, maxInFlight);
  let end: (reason: string, isTakenOver?: boolean) => void = () => undefined;
  const ended = new Promise<ReaderEnd>((resolve) => {
    end = (reason, isTakenOver = false) => resolve({ reason, isTakenOver });
  });
  let messages: ConsumerMessages | undefined;
  let isReading = true;
  let last = 0;
  const take = (message: JsMsg): void => {
    if (!isReading) return;
    const { deliverySequence, streamSequence, redelivered } = message.info;
    // One between was sent and has not come, with a server that died. It must come before this one: so all of them again.
    if (deliverySequence > last + 1) {
      isReading = false;
      return end('messages were lost on their way');
    }
    last = deliverySequence;
    onStored({
      topic: topicOf(message.subject),
      payload: bufferOf(message),
      sequence: streamSequence,
      redelivered: redelivered || streamSequence <= sentUpTo,
      answer() {
        if (!connection.isClosed()) message.ack();
      },
    });
  };
  const hear = (failure: Error | null, message: Msg): void => {
    if (failure) return end(failure.message);
    // What was published with QoS 1 comes here, too, and from the stream.
    if (isReading && !(Number(message.headers?.get(QOS_HEADER)) > 0))
      onPassing({ topic: topicOf(message.subject), payload: bufferOf(message) });
  };
  void connection.closed().then((failure) => end(failure ? failure.message : 'the connection ended'));
  return {
    isOpen: () => !connection.isClosed(),
    async read() {
      for (const filter of FILTERS) connection.subscribe(subjectOf(filter), { callback: hear });
      const consumer = await jetstream(connection, { timeout: REQUEST_TIMEOUT_MS }).consumers.get(MQTT_STREAM, name);
      messages = await consumer.consume({
        max_messages: PULLED,
        expires: PULL_EXPIRES_MS,
        abort_on_missing_resource: true,
        callback: take,
      });
      // Ours is gone only if somebody has put another one in its place.
      void messages
        .closed()
        .then((failure) => end(failure ? failure.message : 'nothing more comes', failure !== undefined));
    },
    ended,
    pause() {
      isReading = false;
      messages?.stop();
    },
    async close() {
      isReading = false;
      messages?.stop();
      // Answers are out once the server has said something after them.
      if (!connection.isClosed()) await connection.flush().catch(() => undefined);
      await connection.close();
    },
  };
}
