/** Versions of the flows and what changed in them, in the language of the owner. */
import {
  byNode,
  type FlowChange,
  type NodeRef,
  type PropertyChange,
  type WireChange,
} from '@plantops/shared/flows/flow-change.ts';
import type { FlowVersion } from '../../api/generated';
import { text } from '../../messages/text';
import type { Mark } from './flow-picture';
import { lookOf } from './node-looks';

/** A sign for each kind of change, so that none is told by its colour alone. */
export const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '≠', rewired: '⇄' };

/** The kinds of changes, those first that say most. */
export const MARKS: readonly Mark[] = ['added', 'removed', 'changed', 'rewired'];

/** What the editor calls a node: its type, and its name if it has one. */
const shortly = ({ type, name }: NodeRef): string => `${lookOf(type).label}${name && ` "${name}"`}`;

/** A node with the tab that it is on. */
export const nodeWords = (node: NodeRef): string =>
  node.tab === null ? shortly(node) : text('versions.on', { node: shortly(node), tab: node.tab });

/** Where a version comes from. */
export const whoWords = ({ who, came_from: from }: FlowVersion): string =>
  who === 'roll_back' && from !== null ? text('versions.who.roll_back.from', { n: from }) : text(`versions.who.${who}`);

/** What became of a version; undefined if that says nothing. */
export function outcomeWords({ outcome }: FlowVersion): string | undefined {
  // What is watched now is told once, above the list.
  if (!outcome || outcome.state === 'replaced' || outcome.state === 'watching') return undefined;
  return text(`versions.outcome.${outcome.state}`, { text: outcome.text });
}

/** How much of each kind changed against the version before. */
export const countsOf = ({ summary }: FlowVersion): { mark: Mark; count: number }[] =>
  MARKS.map((mark) => ({ mark, count: summary?.[mark] ?? 0 })).filter(({ count }) => count > 0);

/** What changed against the version before, in one line. */
export function summaryWords(version: FlowVersion): string {
  const { summary } = version;
  if (!summary) return text('versions.first');
  const total = countsOf(version).reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return text(summary.moved > 0 ? 'versions.moved' : 'versions.unchanged');
  const told = byNode(summary.first).map(toldWords);
  const rest = total - summary.first.length;
  return [...told, ...(rest > 0 ? [text('versions.rest', { n: rest })] : [])].join(', ');
}

/** A node and what became of it. */
const toldWords = (changes: readonly [{ kind: Mark; node: NodeRef }, ...{ kind: Mark }[]]): string =>
  text('versions.told', {
    node: nodeWords(changes[0].node),
    what: changes.map(({ kind }) => text(`versions.${kind}`)).join(` ${text('versions.and')} `),
  });

export interface ChangeWords {
  /** The id of the node. */
  id: string;
  marks: Mark[];
  title: string;
  properties: readonly PropertyChange[];
  wires: string[];
}

/** A value of a property, as it is typed into the editor. */
export const valueWords = (value: unknown): string =>
  value === undefined
    ? text('versions.value.none')
    : typeof value === 'string'
      ? value || '""'
      : JSON.stringify(value, null, 1);

function wireWords({ output, added, removed }: WireChange): string[] {
  const names = (nodes: readonly NodeRef[]): string => nodes.map(shortly).join(', ');
  const from = output === null ? text('versions.link') : text('versions.output', { n: output });
  return [
    ...(removed.length > 0 ? [`${from} ${text('versions.wire.removed', { nodes: names(removed) })}`] : []),
    ...(added.length > 0 ? [`${from} ${text('versions.wire.added', { nodes: names(added) })}`] : []),
  ];
}

/** Changes in words, all of a node together: what became of it, with each property and wire. */
export const changeWords = (changes: readonly FlowChange[]): ChangeWords[] =>
  byNode(changes).map((ofNode) => ({
    id: ofNode[0].node.id,
    marks: ofNode.map(({ kind }) => kind),
    title: toldWords(ofNode),
    properties: ofNode.flatMap((change) => (change.kind === 'changed' ? change.properties : [])),
    wires: ofNode.flatMap((change) => (change.kind === 'rewired' ? change.wires.flatMap(wireWords) : [])),
  }));
