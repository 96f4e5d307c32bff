import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { MQTT_STREAM, storedSubject } from './subjects.ts';

/** The inbox has one of them at a time; the other one takes its place. */
const NAMES = ['plantops-a', 'plantops-b'];
/**
 * A message that is not acknowledged is sent again after this time (ns). That is a net below the renewal, for which the
 * order within a device would be lost.
 */
const ACK_WAIT_NS = 60e9;
/** Codes of JetStream's API for what is not there: a consumer, a stream. */
const CONSUMER_NOT_FOUND = 10_014;
const STREAM_NOT_FOUND = 10_059;

const hasCode = (failure: unknown, code: number): boolean =>
  failure instanceof JetStreamApiError && failure.code === code;
/** Whether NATS has kept nothing of MQTT yet: it makes its streams when the first client logs in by MQTT. */
export const isStreamMissing = (failure: unknown): boolean => hasCode(failure, STREAM_NOT_FOUND);

/** A consumer that begins with the first message that is not acknowledged. */
export interface RenewedConsumer {
  name: string;
  /** Messages up to this place in the stream may have been sent before. */
  sentUpTo: number;
}

/**
 * Puts a new consumer in the place of the one that was read before. It sends again, at once and in order, all that is not
 * acknowledged: the one before would do so after `ACK_WAIT_NS`, behind what came later. The one before goes only when the
 * new one is there, because the stream keeps what some consumer waits for, and nothing else.
 * @param maxInFlight how many messages may be sent and not acknowledged
 */
export async function renewConsumer(manager: JetStreamManager, maxInFlight: number): Promise<RenewedConsumer> {
  const { consumers } = manager;
  const found = (await Promise.all(NAMES.map((name) => findConsumer(manager, name)))).filter(
    (info) => info !== undefined,
  );
  // If a renewal was interrupted, both are there, and the younger one was never read.
  const [before, ...unread] = found.toSorted((a, b) => Date.parse(a.created) - Date.parse(b.created));
  for (const { name } of unread) await removeConsumer(manager, name);
  const name = NAMES.find((each) => each !== before?.name) ?? '';
  await consumers.add(MQTT_STREAM, {
    durable_name: name,
    filter_subject: storedSubject('>'),
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_NS,
    max_ack_pending: maxInFlight,
    ...(before
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: before.ack_floor.stream_seq + 1 }
      : { deliver_policy: DeliverPolicy.New }),
  });
  if (before) await removeConsumer(manager, before.name);
  return { name, sentUpTo: before?.delivered.stream_seq ?? 0 };
}

async function findConsumer(manager: JetStreamManager, name: string): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(MQTT_STREAM, name);
  } catch (failure) {
    if (hasCode(failure, CONSUMER_NOT_FOUND)) return undefined;
    throw failure;
  }
}

async function removeConsumer(manager: JetStreamManager, name: string): Promise<void> {
  try {
    await manager.consumers.delete(MQTT_STREAM, name);
  } catch (failure) {
    if (!hasCode(failure, CONSUMER_NOT_FOUND)) throw failure;
  }
}
