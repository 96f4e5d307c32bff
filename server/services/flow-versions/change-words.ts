/** Changes of flows in plain English, for the API and the terminal. The dashboard has words of its own. Pure. */
import { type FlowSummary, TOLD_CHANGES } from '@plantops/shared/api/flow-versions.ts';
import {
  byNode,
  type FlowChange,
  type NodeRef,
  type PropertyChange,
  type WireChange,
} from '@plantops/shared/flows/flow-change.ts';
import type { FlowDiff } from '@plantops/shared/flows/flow-diff.ts';

/** The longest value that is told as it is. */
const LONGEST_VALUE = 60;

/** A node with its type, name and tab. */
export const nodeInWords = ({ type, name, id, tab }: NodeRef): string =>
  `${type} "${name || id}"${tab === null ? '' : ` on the tab "${tab}"`}`;

const valueInWords = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const words = JSON.stringify(value);
  return words.length > LONGEST_VALUE ? `${words.slice(0, LONGEST_VALUE)}…` : words;
};

const propertyInWords = ({ property, from, to }: PropertyChange): string =>
  `${property} from ${valueInWords(from)} to ${valueInWords(to)}`;

const wireInWords = ({ output, added, removed }: WireChange): string => {
  const names = (nodes: readonly NodeRef[]): string => nodes.map(({ name, id }) => `"${name || id}"`).join(', ');
  const from = output === null ? 'its link' : `output ${output}`;
  return [
    ...(removed.length > 0 ? [`${from} no longer leads to ${names(removed)}`] : []),
    ...(added.length > 0 ? [`${from} now leads to ${names(added)}`] : []),
  ].join(', ');
};

/** A change in a sentence without its full stop. */
export function changeInWords(change: FlowChange): string {
  const node = nodeInWords(change.node);
  switch (change.kind) {
    case 'added':
      return `${node} was added`;
    case 'removed':
      return `${node} was removed`;
    case 'changed':
      return `${node} was changed: ${change.properties.map(propertyInWords).join('; ')}`;
    case 'rewired':
      return `${node} was rewired: ${change.wires.map(wireInWords).join('; ')}`;
  }
}

/** What comes and goes says most. */
const KINDS_BY_WEIGHT: readonly FlowChange['kind'][] = ['added', 'removed', 'changed', 'rewired'];

/** A diff as it is kept with a version: how much of each kind, and the few that say most. */
export function summaryOf({ changes, moved }: FlowDiff): FlowSummary {
  const count = (kind: FlowChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    rewired: count('rewired'),
    moved,
    first: KINDS_BY_WEIGHT.flatMap((kind) => changes.filter((change) => change.kind === kind))
      .slice(0, TOLD_CHANGES)
      .map((change) => ({
        kind: change.kind,
        node: change.node,
        properties: change.kind === 'changed' ? change.properties.map(({ property }) => property) : [],
      })),
  };
}

/** A summary in one sentence. @param summary null: there was no version before */
export function summaryInWords(summary: FlowSummary | null): string {
  if (!summary) return 'The first version that is kept';
  const { added, removed, changed, rewired, moved, first } = summary;
  const total = added + removed + changed + rewired;
  if (total === 0) return moved > 0 ? 'Only moved on the screen' : 'The same as the version before';
  const told = byNode(first).map((ofNode) => {
    const what = ofNode.map(({ kind, properties }) =>
      kind === 'changed' ? `changed (${properties.join(', ')})` : kind,
    );
    return `${nodeInWords(ofNode[0].node)} was ${what.join(' and ')}`;
  });
  return `${told.join('; ')}${total > first.length ? `; and ${total - first.length} more` : ''}`;
}
