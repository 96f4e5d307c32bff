/** Whether flows do well after a deploy, by what they do with messages and what those before did. Pure. */
import type { FlowFailure, MessageMishap } from '@plantops/shared/flows/flow-failure.ts';
import { MESSAGE_KINDS, type MessageKind } from '@plantops/shared/topics.ts';
import type { Pulse, TrafficCounts } from '../../port/offers.ts';

/** What flows did with messages over a while. */
export type Conduct = Omit<TrafficCounts, 'lastFault'>;

const eachKind = <Value>(valueOf: (kind: MessageKind) => Value): Record<MessageKind, Value> =>
  Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, valueOf(kind)])) as Record<MessageKind, Value>;

export const NO_CONDUCT: Conduct = {
  kinds: eachKind(() => ({ handedOut: 0, rejected: 0, setAside: 0 })),
  nodeErrors: 0,
  answered: { count: 0, afterMs: 0 },
};

const combined = (one: Conduct, other: Conduct, sign: 1 | -1): Conduct => ({
  kinds: eachKind((kind) => ({
    handedOut: one.kinds[kind].handedOut + sign * other.kinds[kind].handedOut,
    rejected: one.kinds[kind].rejected + sign * other.kinds[kind].rejected,
    setAside: one.kinds[kind].setAside + sign * other.kinds[kind].setAside,
  })),
  nodeErrors: one.nodeErrors + sign * other.nodeErrors,
  answered: {
    count: one.answered.count + sign * other.answered.count,
    afterMs: one.answered.afterMs + sign * other.answered.afterMs,
  },
});

export const sumOf = (one: Conduct, other: Conduct): Conduct => combined(one, other, 1);

export const handedOut = ({ kinds }: Conduct): number =>
  MESSAGE_KINDS.reduce((sum, kind) => sum + kinds[kind].handedOut, 0);

/** What was done between two looks. An engine that was started anew counts from zero. */
export function conductSince(before: Conduct, now: Conduct): Conduct {
  const isAnew = now.answered.count < before.answered.count || handedOut(now) < handedOut(before);
  return isAnew ? now : combined(now, before, -1);
}

/** So many failures are more than bad luck. */
const SEVERAL = 3;
/** Of all messages; from here on flows fail, whatever else they do. */
const MOST_OF_THEM = 0.5;
/** Of all messages; so many failures after a deploy are looked into when the watch ends. */
const MANY_OF_THEM = 0.1;
/** An answer that takes so many times as long as before, and at least so long (ms), is told. */
const SLOWER = 10;
const SLOW_MS = 1000;

interface Failures {
  count: number;
  of: number;
  kind: MessageKind | null;
  mishap: MessageMishap;
}

/** @param isJudgedByBefore whether rejected messages count: with nothing before, that may be the devices' doing */
function failuresOf({ kinds, nodeErrors }: Conduct, isJudgedByBefore: boolean): Failures[] {
  const all = MESSAGE_KINDS.reduce((sum, kind) => sum + kinds[kind].handedOut, 0);
  return [
    ...MESSAGE_KINDS.flatMap((kind): Failures[] => {
      const { handedOut: of, rejected, setAside } = kinds[kind];
      return [
        { count: setAside, of, kind, mishap: 'set_aside' },
        { count: isJudgedByBefore ? rejected : 0, of, kind, mishap: 'rejected' },
      ];
    }),
    { count: nodeErrors, of: all, kind: null, mishap: 'node_failed' },
  ];
}

/** What fails while nothing comes was on its way before. */
const shareOf = ({ count, of }: Failures): number => (of === 0 ? 0 : Math.min(count / of, 1));

export interface Watched {
  /** What was done in the ten minutes before the deploy. */
  before: Conduct;
  /** And since. */
  since: Conduct;
  lastFault: TrafficCounts['lastFault'];
  /** Sentences about nodes that could not start, and could before. */
  failingNodes: Pulse['failingNodes'];
  /** Whether the watch is over. */
  isOver: boolean;
}

/** @returns why these flows fail; undefined as long as they do not */
export function failureOf({ before, since, lastFault, failingNodes, isOver }: Watched): FlowFailure | undefined {
  const [node] = failingNodes;
  if (node) return { what: 'node_not_started', node: node.node, problem: node.problem };
  const earlier = failuresOf(before, true);
  for (const [index, failures] of failuresOf(since, handedOut(before) > 0).entries()) {
    const { count, of, kind, mishap } = failures;
    const share = shareOf(failures);
    const shareBefore = earlier[index] ? shareOf(earlier[index]) : 0;
    const isMost = share >= MOST_OF_THEM && share >= shareBefore + 0.3;
    const isMany = share >= MANY_OF_THEM && share >= shareBefore + MANY_OF_THEM;
    const isFailure = (isMost && (count >= SEVERAL || (isOver && count > 0))) || (isMany && isOver && count >= SEVERAL);
    if (!isFailure) continue;
    const last = lastFault && { node: lastFault.node, reason: lastFault.reason };
    return { what: 'messages', count, of: Math.max(of, count), kind, mishap, last };
  }
  return undefined;
}

const meanMs = ({ answered: { count, afterMs } }: Conduct): number => (count === 0 ? 0 : afterMs / count);

/** What the owner is told of flows that did not fail. */
export function praiseOf({ before, since }: Pick<Watched, 'before' | 'since'>): string {
  const all = handedOut(since);
  if (all === 0) return 'no message came while it was watched, so nothing can be said of it';
  const [was, is] = [meanMs(before), meanMs(since)];
  const slower =
    was > 0 && is >= SLOW_MS && is >= was * SLOWER
      ? `; a message takes ${Math.round(is)} ms, where it took ${Math.round(was)} ms before`
      : '';
  return `${all} ${all === 1 ? 'message' : 'messages'} went well${slower}`;
}
