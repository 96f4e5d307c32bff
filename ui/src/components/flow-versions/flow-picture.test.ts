import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { describe, expect, it } from 'vitest';
import { useLanguage } from '../../messages/text';
import { pictureOf, tabsOf } from './flow-picture';
import { lookOf } from './node-looks';

const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'function',
  z: 'one',
  name: id,
  x: 100,
  y: 100,
  wires: [[]],
  ...more,
});
const TABS: FlowNode[] = [
  { id: 'one', type: 'tab', label: 'One' },
  { id: 'two', type: 'tab', label: 'Two' },
];
const BEFORE = [
  ...TABS,
  node('a', { wires: [['b', 'gone']] }),
  node('b', { x: 300 }),
  node('gone', { x: 300, y: 200 }),
  node('c', { z: 'two' }),
];
const AFTER = [
  ...TABS,
  node('a', { wires: [['b'], ['new']] }),
  node('b', { x: 300, func: 'return;' }),
  node('new', { x: 500, y: 200 }),
  node('c', { z: 'two' }),
];

describe('the tabs of two versions', () => {
  it('are those of both, with how much changed on each', () => {
    expect(tabsOf(BEFORE, AFTER)).toEqual([
      { id: 'one', name: 'One', changes: 4 },
      { id: 'two', name: 'Two', changes: 0 },
    ]);
    expect(tabsOf(BEFORE, []).map(({ id, changes }) => [id, changes])).toEqual([
      ['one', 4],
      ['two', 2],
    ]);
  });
});

describe('the picture of a tab', () => {
  const picture = pictureOf(BEFORE, AFTER, 'one');

  it('has the nodes of both versions with what became of each', () => {
    expect(Object.fromEntries(picture.boxes.map(({ id, marks }) => [id, marks]))).toEqual({
      a: ['rewired'],
      b: ['changed'],
      gone: ['removed'],
      new: ['added'],
    });
  });

  it('has the wires of both versions, those that changed above the others', () => {
    expect(picture.wires.map(({ key, mark }) => [key, mark])).toEqual([
      ['a 0 b', undefined],
      ['a 0 gone', 'removed'],
      ['a 1 new', 'added'],
    ]);
  });

  it('draws a node around the place that the editor gives it, and shows all of the tab', () => {
    expect(picture.boxes.find(({ id }) => id === 'a')).toMatchObject({ x: 50, y: 85, width: 100, height: 30 });
    expect(picture).toMatchObject({ left: 6, top: 41, width: 588, height: 218 });
    expect(pictureOf([], [...TABS, node('far', { x: -100, y: -50 })], 'one')).toMatchObject({
      left: -194,
      top: -109,
      width: 188,
      height: 118,
    });
  });

  it('draws a wire from the middle of its output to the middle of the input', () => {
    expect(picture.wires[0]).toMatchObject({
      path: 'M 150 93.5 C 200 93.5, 200 100, 250 100',
      middle: { x: 200, y: 96.75 },
    });
  });

  it('draws groups behind nodes, links, and nothing that has no place', () => {
    const flow = [
      ...TABS,
      node('out', { type: 'link out', links: ['in'], wires: [] }),
      node('in', { type: 'link in', links: ['out'], x: 300 }),
      { id: 'g', type: 'group', z: 'one', name: '', x: 10, y: 20, w: 400, h: 200, nodes: ['out'] },
      { id: 'config', type: 'tls-config', z: 'one' },
    ];
    const { boxes, wires } = pictureOf(flow, flow, 'one');
    expect(boxes.map(({ id, isGroup, width }) => [id, isGroup, width])).toEqual([
      ['g', true, 400],
      ['out', false, 30],
      ['in', false, 30],
    ]);
    expect(wires.map(({ key, isLink, mark }) => [key, isLink, mark])).toEqual([['out link in', true, undefined]]);
  });

  it('of an empty tab is a small empty one', () => {
    expect(pictureOf(TABS, TABS, 'two')).toEqual({ boxes: [], wires: [], left: 0, top: 0, width: 200, height: 100 });
  });
});

describe('the look of a type of node', () => {
  it('is that of the editor where it is known, in the language of the owner', async () => {
    expect(lookOf('plantops-enrich')).toEqual({ label: 'add plant', colour: '#a9d3a3' });
    await useLanguage('de');
    expect(lookOf('plantops-enrich').label).toBe('Pflanze ergänzen');
    await useLanguage('en');
    expect(lookOf('function')).toEqual({ label: 'function', colour: '#fdd0a2' });
  });

  it('is otherwise one of its own', () => {
    expect(lookOf('telegram sender')).toEqual(lookOf('telegram sender'));
    expect(lookOf('telegram sender').label).toBe('telegram sender');
    expect(lookOf('telegram sender').colour).not.toBe(lookOf('telegram receiver').colour);
  });
});
