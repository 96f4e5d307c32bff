import { messageText, plainText } from '@plantops/shared/message-text.ts';
import type { MessageFacts, RecentHop } from './recent-hops.ts';
import { handlesSecrets } from './secret-nodes.ts';
import type { TracedNode } from './traced-nodes.ts';

/** The most hops of one way. */
const MOST_HOPS = 32;
/** The longest that all texts of a way may be (characters). */
const LONGEST_TEXTS = 16_384;

/** What became of a message. `kept`: it is in the database as one that failed, together with its way. */
export type EndedAs = 'stored' | 'let_go' | 'kept';

export interface KeptHop extends RecentHop {
  /** What came in. */
  received: string | undefined;
  failure: string | undefined;
}

/** The way of one message that is followed closely: a sample, or one that has failed. */
export class KeptWay {
  readonly id: number;
  readonly facts: MessageFacts;
  /** What the device sent. */
  readonly payload: string | undefined;
  readonly hops: KeptHop[];
  leftOut: number;
  endedAs: EndedAs | undefined;
  /** Why a node let it go. */
  reason: string | undefined;
  hasFailed = false;
  readonly #startMs: number;
  #textLeft = LONGEST_TEXTS;

  /**
   * @param startMs when its way began, by the clock's elapsed time
   * @param before what is known of its way so far
   */
  constructor(
    id: number,
    facts: MessageFacts,
    payload: unknown,
    startMs: number,
    before: { hops: readonly RecentHop[]; leftOut: number } = { hops: [], leftOut: 0 },
  ) {
    this.id = id;
    this.facts = facts;
    this.#startMs = startMs;
    this.payload = payload === undefined ? undefined : this.#text(payload);
    this.hops = before.hops.map((hop) => ({ ...hop, received: undefined, failure: undefined }));
    this.leftOut = before.leftOut;
  }

  /** @param payload what came in; undefined if it is not to be recorded */
  enter(node: TracedNode, nowMs: number, payload: unknown): void {
    const from = this.hops.findLast((hop) => hop.outMs === undefined && hop.node.leadsTo.has(node));
    if (from) from.outMs = nowMs - this.#startMs;
    if (this.hops.length >= MOST_HOPS) this.leftOut += 1;
    else this.hops.push(this.#hop(node, nowMs, payload));
  }

  /** The node is done with the message, which leaves it unless it was sent on before. */
  leave(node: TracedNode, nowMs: number): void {
    const hop = this.hops.findLast((one) => one.node === node && one.outMs === undefined);
    if (hop) hop.outMs = nowMs - this.#startMs;
  }

  /** A node has failed with the message. @param payload what the node had then; undefined if it is not to be recorded */
  fail(node: TracedNode, nowMs: number, failure: string, payload: unknown): void {
    this.hasFailed = true;
    const hop = this.hops.findLast((one) => one.node === node && one.failure === undefined);
    if (hop) {
      hop.failure = plainText(failure);
      hop.received ??= this.#received(node, payload);
    } else {
      // It was one of those that there was no room for.
      if (this.leftOut > 0) this.leftOut -= 1;
      const added = this.#hop(node, nowMs, payload);
      this.hops.push({ ...added, outMs: added.inMs, failure: plainText(failure) });
    }
  }

  #hop(node: TracedNode, nowMs: number, payload: unknown): KeptHop {
    return {
      node,
      inMs: nowMs - this.#startMs,
      outMs: undefined,
      received: this.#received(node, payload),
      failure: undefined,
    };
  }

  /** Nothing once it has come to a node that handles secrets. */
  #received(node: TracedNode, payload: unknown): string | undefined {
    return handlesSecrets(node) || this.hops.some((hop) => handlesSecrets(hop.node)) ? undefined : this.#text(payload);
  }

  #text(payload: unknown): string | undefined {
    if (payload === undefined || this.#textLeft <= 0) return undefined;
    const text = messageText(payload);
    this.#textLeft -= text.length;
    return text;
  }
}
