/** Versions of the flows and what changed in them, in the language of the owner. */
import type { FlowChange, NodeRef, WireChange } from '@plantops/shared/flows/flow-change.ts';
import type { FlowVersion } from '../../api/generated';
import { text } from '../../messages/text';
import type { Mark } from './flow-picture';

/** A sign for each kind of change, so that none is told by its colour alone. */
export const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '≠', rewired: '⇄' };

/** A node with its type, and its tab unless it is told where that is known. */
export function nodeWords({ type, name, id, tab }: NodeRef): string {
  const node = `${type} "${name || id}"`;
  return tab === null ? node : text('versions.on', { node, tab });
}

/** Where a version comes from. */
export const whoWords = ({ who, came_from: from }: FlowVersion): string =>
  who === 'roll_back' && from !== null ? text('versions.who.roll_back.from', { n: from }) : text(`versions.who.${who}`);

/** What changed against the version before, in one line. */
export function summaryWords({ summary }: FlowVersion): string {
  if (!summary) return text('versions.first');
  const total = summary.added + summary.removed + summary.changed + summary.rewired;
  if (total === 0) return text('versions.moved');
  const told = summary.first.map(({ kind, node }) =>
    text('versions.told', { node: nodeWords(node), what: text(`versions.${kind}`) }),
  );
  const rest = total - told.length;
  return [...told, ...(rest > 0 ? [text('versions.rest', { n: rest })] : [])].join(', ');
}

export interface ChangeWords {
  key: string;
  mark: Mark;
  title: string;
  properties: { name: string; from: string; to: string }[];
  wires: string[];
}

const valueWords = (value: unknown): string =>
  value === undefined
    ? text('versions.value.none')
    : typeof value === 'string'
      ? value || '""'
      : JSON.stringify(value, null, 1);

function wireWords({ output, added, removed }: WireChange): string[] {
  const names = (nodes: readonly NodeRef[]): string => nodes.map(({ name, id }) => `"${name || id}"`).join(', ');
  const from = output === null ? text('versions.link') : text('versions.output', { n: output });
  return [
    ...(removed.length > 0 ? [`${from} ${text('versions.wire.removed', { nodes: names(removed) })}`] : []),
    ...(added.length > 0 ? [`${from} ${text('versions.wire.added', { nodes: names(added) })}`] : []),
  ];
}

/** A change in words: what became of the node, with each property and wire. */
export const changeWords = (change: FlowChange): ChangeWords => ({
  key: `${change.kind} ${change.node.id}`,
  mark: change.kind,
  title: text('versions.told', { node: nodeWords(change.node), what: text(`versions.${change.kind}`) }),
  properties:
    change.kind === 'changed'
      ? change.properties.map(({ property, from, to }) => ({
          name: property,
          from: valueWords(from),
          to: valueWords(to),
        }))
      : [],
  wires: change.kind === 'rewired' ? change.wires.flatMap(wireWords) : [],
});
