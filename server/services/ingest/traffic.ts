import type { Rejection } from '@plantops/shared/messages.ts';
import { MESSAGE_KINDS, type MessageKind, parseDeviceTopic } from '@plantops/shared/topics.ts';
import type { MessageDesk } from '../../broker/message-desk.ts';
import type { TrafficCounts } from '../../port/offers.ts';

/** What the inbox counts. */
type Inbox = Pick<MessageDesk, 'handedOut'> & { answered: MessageDesk['times']['ofBroker'] };

/** Counts what becomes of messages, for whoever watches a deploy. */
export class Traffic {
  readonly #kinds: Record<MessageKind, { rejected: number; setAside: number }> = {
    telemetry: { rejected: 0, setAside: 0 },
    heartbeat: { rejected: 0, setAside: 0 },
    gateway: { rejected: 0, setAside: 0 },
  };
  #nodeErrors = 0;
  #lastFault: TrafficCounts['lastFault'] = null;
  readonly #inbox: Inbox;

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  /** A message was rejected or set aside. */
  rejected({ topic, node, reason, setAside }: Pick<Rejection, 'topic' | 'node' | 'reason' | 'setAside'>): void {
    const kind = parseDeviceTopic(topic)?.kind;
    // What the database refuses for good is not the flows' doing.
    if (!kind || (setAside && !node)) return;
    this.#kinds[kind][setAside ? 'setAside' : 'rejected'] += 1;
    this.#lastFault = { nodeId: node?.id ?? null, node: node?.name ?? null, reason };
  }

  nodeFailed(node: { id: string; name: string }, reason: string): void {
    this.#nodeErrors += 1;
    this.#lastFault = { nodeId: node.id, node: node.name, reason };
  }

  counts(): TrafficCounts {
    const ofKind = (kind: MessageKind) => ({ handedOut: this.#inbox.handedOut(kind), ...this.#kinds[kind] });
    return {
      kinds: Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, ofKind(kind)])) as TrafficCounts['kinds'],
      nodeErrors: this.#nodeErrors,
      lastFault: this.#lastFault,
      answered: { ...this.#inbox.answered() },
    };
  }
}
