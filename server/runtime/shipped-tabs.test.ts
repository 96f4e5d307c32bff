/** What each tab that comes with PlantOps owes its reader. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { targetsOf } from './flow-graph.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'flows');
/** What the editor shows without scrolling, between palette and sidebar, in a window of 1440 by 900 pixels. */
const CANVAS = { width: 919, height: 780 };

const shipped = readFlowFiles(FOLDER);
const tabs = shipped.filter(({ type }) => type === 'tab').map(({ label, id }) => [String(label), id] as const);
const on = (tab: string): FlowNode[] => shipped.filter(({ z }) => z === tab);
const typed = (nodes: readonly FlowNode[], type: string): FlowNode[] => nodes.filter((node) => node.type === type);
const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.trim().length : 0);

it('each file is a tab', () => {
  const files = readdirSync(FOLDER).filter((name) => !name.endsWith('.test.json'));
  expect(tabs).toHaveLength(files.length);
});

describe.each(tabs)('the tab %s', (_, id) => {
  const nodes = on(id);
  const groups = typed(nodes, 'group');

  it('says in comments what its parts do', () => {
    const comments = typed(nodes, 'comment');
    expect(comments[0]?.name).toMatch(/^Read me: /);
    expect(comments.filter(({ name, info }) => lengthOf(name) < 10 || lengthOf(info) < 40)).toEqual([]);
  });

  it('has each node in a group with a name, and each group knows its nodes', () => {
    expect(groups.filter(({ name }) => lengthOf(name) < 5)).toEqual([]);
    for (const group of groups)
      expect(group.nodes, String(group.name)).toEqual(
        expect.arrayContaining(nodes.filter(({ g }) => g === group.id).map((node) => node.id)),
      );
    expect(nodes.filter(({ type, g }) => type !== 'group' && !groups.some((group) => group.id === g))).toEqual([]);
  });

  it('has a name for each node, and shows those of its links', () => {
    expect(nodes.filter(({ name }) => lengthOf(name) === 0)).toEqual([]);
    expect(nodes.filter(({ type, l }) => type.startsWith('link ') && l !== true)).toEqual([]);
  });

  it('catches what fails in every one of its nodes, and leads it to where it is told', () => {
    const catches = typed(nodes, 'catch');
    const told = new Set(
      nodes.filter(({ type }) => type === 'debug' || type === 'plantops-answer').map((node) => node.id),
    );
    expect(catches.some(({ scope }) => scope === null)).toBe(true);
    expect(catches.filter((node) => !targetsOf(node).some((target) => told.has(target)))).toEqual([]);
    expect(typed(nodes, 'debug')).toEqual([expect.objectContaining({ active: true, tosidebar: true, console: true })]);
  });

  it('fits on the canvas', () => {
    for (const group of groups) {
      const [x, y, w, h] = [group.x, group.y, group.w, group.h].map(Number) as [number, number, number, number];
      expect({
        name: group.name,
        isInside: x >= 0 && y >= 0 && x + w <= CANVAS.width && y + h <= CANVAS.height,
      }).toEqual({
        name: group.name,
        isInside: true,
      });
      for (const node of nodes.filter(({ g }) => g === group.id))
        expect({
          id: node.id,
          isInside: Number(node.x) > x && Number(node.x) < x + w && Number(node.y) > y && Number(node.y) < y + h,
        }).toEqual({ id: node.id, isInside: true });
    }
  });
});
