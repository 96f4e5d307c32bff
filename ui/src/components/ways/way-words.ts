/** What is shown of the ways of messages. */
import type { Way, WayHop } from '../../api/generated';
import { causeWords } from '../../messages/causes';
import { numberFormat } from '../../messages/formatters';
import { text } from '../../messages/text';
import { lookOf } from '../flow-versions/node-looks';

/** Whether something went wrong on the way, even if the message was stored before. */
export const hasFailed = ({ outcome, hops }: Way): boolean =>
  outcome === 'rejected' || outcome === 'set_aside' || hops.some(({ failure }) => failure !== null);

/** A span of time in the owner's language: `30 µs`, `1.5 ms`, `54 ms`, `2.5 s`. */
export function formatSpan(ms: number): string {
  const [value, unit] = ms < 1 ? [ms * 1000, 'microsecond'] : ms < 1000 ? [ms, 'millisecond'] : [ms / 1000, 'second'];
  return numberFormat({
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** What the flow editor calls a node: the name that the owner gave it, or that of its type. */
export const nodeName = ({ name, type }: Pick<WayHop, 'name' | 'type'>): string => name ?? lookOf(type).label;

/** Why a message failed, was let go, or where it is; empty for one that was stored. */
export function wayReason({ outcome, reason, causes, hops }: Way): string {
  const failed = hops.find(({ failure }) => failure !== null);
  if (failed) return `${text('ways.failedAt', { node: nodeName(failed) })}: ${failed.failure}`;
  if (outcome === 'open') {
    const there = hops.findLast(({ took_ms }) => took_ms === null) ?? hops.at(-1);
    return there ? text('ways.waitsIn', { node: nodeName(there) }) : '';
  }
  return reason === null ? '' : causeWords(causes, reason);
}

/** A hop, with what came in and went out where that says something new. */
export interface ShownHop extends WayHop {
  /** Set where it is not what the node before sent, or where the node failed with it. */
  cameIn: string | undefined;
  wentOut: string | undefined;
  /** What came in went out again. */
  isUnchanged: boolean;
  /** The node that it came from, where that is not the one above. */
  branchOf: string | undefined;
}

/** The hops of a way as they are shown: each text once, where it is new. */
export function shownHops({ hops, payload }: Way): ShownHop[] {
  return hops.map((hop, index) => {
    const next = hops.find(({ from }) => from === index);
    const before = hop.from === null ? undefined : hops[hop.from];
    const sent = next?.received ?? undefined;
    // The first node has what the device sent, which is shown above.
    const known = hop.from === null ? payload : hop.received;
    const isNews = before === undefined ? hop.received !== payload : hop.failure !== null;
    return {
      ...hop,
      cameIn: isNews ? (hop.received ?? undefined) : undefined,
      wentOut: sent === known ? undefined : sent,
      isUnchanged: sent !== undefined && sent === known,
      branchOf: before && hop.from !== index - 1 ? nodeName(before) : undefined,
    };
  });
}
