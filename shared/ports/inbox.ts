/** Messages from the broker, and what becomes of them. */
import type { DeviceId } from '../glossary.ts';
import type { MessageKind } from '../topics.ts';

/** A message from the broker. `delivery` identifies it until it is acknowledged; the message itself may be cloned. */
export interface IncomingMessage {
  delivery: number;
  kind: MessageKind;
  deviceId: DeviceId;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

/** A message that another one was divided into, as a device of its own would have published it. */
export type MessagePart = Pick<IncomingMessage, 'kind' | 'deviceId' | 'topic' | 'payload'>;

/**
 * Messages from the broker with deferred acknowledgement. A message that ends in the flow without being acknowledged is
 * set aside; a node that means it must say that it lets it go.
 */
export interface MessageInbox {
  /**
   * Passes every message of `kind` to `handler` of this node, in order and those together that have come together, until
   * the returned function is called. Messages passed on earlier that no node held or acknowledged come first, because a
   * deploy may have swallowed them.
   * @throws Error if another node already takes this kind: each message may be passed to only one node
   */
  consume(
    kind: MessageKind,
    node: { id: string; type: string },
    handler: (messages: readonly IncomingMessage[]) => void,
  ): () => void;
  /** Called by a node that takes responsibility for the message and will acknowledge it. */
  hold(delivery: number): void;
  /** Called by the node that held the message when it passes it to another node, which will hold or acknowledge it. */
  handOn(delivery: number): void;
  /**
   * Makes several messages of one, as a gateway says several things at once. Each has a delivery of its own, which is
   * followed like any other; the broker may forget the whole once all of them are answered for. Without parts, or for a
   * message that is not known (any more), nothing changes.
   * @returns the deliveries of the parts, in their order
   */
  divide(delivery: number, node: { id: string; type: string }, parts: readonly MessagePart[]): number[];
  /** The message is safe, so the broker may forget it. Unknown or stale deliveries are ignored. */
  acknowledge(delivery: number): void;
  /** The message is not wanted, so the broker may forget it; it is counted with the node and the reason. */
  letGo(delivery: number, node: { id: string }, reason: string): void;
  status(): { connected: boolean; inFlight: number };
}
