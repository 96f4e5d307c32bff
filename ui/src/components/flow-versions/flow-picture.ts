/** Where nodes and wires of one tab are drawn, and what became of each between two versions. */
import type { FlowChange } from '@plantops/shared/flows/flow-change.ts';
import { diffFlows, nameOfNode } from '@plantops/shared/flows/flow-diff.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { lookOf } from './node-looks';

export type Mark = FlowChange['kind'];

export interface Box {
  id: string;
  /** Its upper left corner, as the editor counts. */
  x: number;
  y: number;
  width: number;
  height: number;
  type: string;
  name: string;
  /** A group is drawn around nodes, behind them. */
  isGroup: boolean;
  /** A link or a junction: its name stands below it. */
  isSmall: boolean;
  /** What became of it; empty: nothing. */
  marks: Mark[];
}

export interface Wire {
  key: string;
  /** The `d` of an SVG path. */
  path: string;
  /** Half way along it. */
  middle: { x: number; y: number };
  mark: 'added' | 'removed' | undefined;
  /** A link rather than a wire. */
  isLink: boolean;
}

export interface FlowPicture {
  /** Groups first. */
  boxes: Box[];
  wires: Wire[];
  /** The `viewBox` of the picture. */
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface FlowTab {
  id: string;
  name: string;
  /** How many changes there are on it. */
  changes: number;
}

/** Sizes as in the editor. */
const HEIGHT = 30;
const PORT = 13;
const GRID = 20;
const LEAST_WIDTH = 100;
const LETTER = 7.5;
/** Room for an icon and for the rounded ends. */
const BESIDE_NAME = 50;
const SMALL = new Set(['junction', 'link in', 'link out']);
/** Around all nodes; the name below a link is wider than the link. */
const MARGIN = 44;
/** The frame of a tab without nodes. */
const EMPTY = { left: 0, top: 0, width: 200, height: 100 };

const isTab = ({ type }: FlowNode): boolean => type === 'tab' || type === 'subflow';
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The nodes of both versions, each as it is later, or was at last. */
const unite = (before: readonly FlowNode[], after: readonly FlowNode[]): Map<string, FlowNode> =>
  new Map([...before, ...after].map((node) => [node.id, node]));

/** The tabs and subflows of both versions with how much changed on each. Configuration nodes are on none. */
export function tabsOf(before: readonly FlowNode[], after: readonly FlowNode[]): FlowTab[] {
  const all = unite(before, after);
  const { changes } = diffFlows(before, after);
  return [...new Set([...after, ...before].filter(isTab).map(({ id }) => id))].flatMap((id) => {
    const tab = all.get(id);
    const count = changes.filter(({ node }) => node.id === id || all.get(node.id)?.z === id).length;
    return tab ? [{ id, name: nameOfNode(tab) || id, changes: count }] : [];
  });
}

function boxOf(node: FlowNode, marks: Mark[]): Box {
  const name = nameOfNode(node) || lookOf(node.type).label;
  const about = { id: node.id, type: node.type, name, marks };
  const [x, y] = [numberOf(node.x), numberOf(node.y)];
  if (node.type === 'group')
    return {
      ...about,
      name: nameOfNode(node),
      x,
      y,
      width: numberOf(node.w),
      height: numberOf(node.h),
      isGroup: true,
      isSmall: false,
    };
  const isSmall = SMALL.has(node.type);
  const width = isSmall ? HEIGHT : Math.max(LEAST_WIDTH, GRID * Math.ceil((name.length * LETTER + BESIDE_NAME) / GRID));
  const height = Math.max(HEIGHT, (node.wires?.length ?? 0) * PORT + 4);
  return { ...about, x: x - width / 2, y: y - height / 2, width, height, isGroup: false, isSmall };
}

function curve(x1: number, y1: number, x2: number, y2: number): Pick<Wire, 'path' | 'middle'> {
  const bend = Math.max(40, Math.abs(x2 - x1) / 2);
  return {
    path: `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`,
    middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 },
  };
}

/** Where each output and link of a node leads. */
const endsOf = (node: FlowNode | undefined): { port: number; to: string; isLink: boolean }[] => [
  ...(node?.wires ?? []).flatMap((targets, port) => targets.map((to) => ({ port, to, isLink: false }))),
  ...(node && node.type.startsWith('link ') && node.type !== 'link in' && Array.isArray(node.links)
    ? (node.links as string[]).map((to) => ({ port: 0, to, isLink: true }))
    : []),
];

function wiresOf(
  id: string,
  old: FlowNode | undefined,
  next: FlowNode | undefined,
  boxes: ReadonlyMap<string, Box>,
): Wire[] {
  const keyOf = ({ port, to, isLink }: ReturnType<typeof endsOf>[number]): string =>
    `${id} ${isLink ? 'link' : port} ${to}`;
  const [was, is] = [old, next].map((node) => new Map(endsOf(node).map((end) => [keyOf(end), end])));
  return [...new Map([...(was ?? []), ...(is ?? [])])].flatMap(([key, { port, to, isLink }]) => {
    const [source, target] = [boxes.get(id), boxes.get(to)];
    if (!source || !target) return [];
    const ports = Math.max(next?.wires?.length ?? 1, old?.wires?.length ?? 1, 1);
    const line = curve(
      source.x + source.width,
      source.y + source.height / 2 + (port - (ports - 1) / 2) * PORT,
      target.x,
      target.y + target.height / 2,
    );
    const mark = !is?.has(key) ? 'removed' : was?.has(key) ? undefined : 'added';
    return [{ key, ...line, isLink, mark }];
  });
}

/** A tab with what is on it in both versions. @param tab the id of a tab or subflow */
export function pictureOf(before: readonly FlowNode[], after: readonly FlowNode[], tab: string): FlowPicture {
  const [old, next] = [before, after].map((flow) => new Map(flow.map((node) => [node.id, node])));
  const { changes } = diffFlows(before, after);
  const boxes = [...unite(before, after).values()]
    .filter(({ z, x }) => z === tab && typeof x === 'number')
    .map((node) =>
      boxOf(
        node,
        changes.filter((change) => change.node.id === node.id).map(({ kind }) => kind),
      ),
    );
  const byId = new Map(boxes.filter(({ isGroup }) => !isGroup).map((box) => [box.id, box]));
  const wires = [...byId.keys()].flatMap((id) => wiresOf(id, old?.get(id), next?.get(id), byId));
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const frame =
    boxes.length === 0
      ? EMPTY
      : {
          left: left - MARGIN,
          top: top - MARGIN,
          width: right - left + 2 * MARGIN,
          height: bottom - top + 2 * MARGIN,
        };
  return {
    boxes: [...boxes.filter(({ isGroup }) => isGroup), ...boxes.filter(({ isGroup }) => !isGroup)],
    // What changed lies above what did not.
    wires: wires.toSorted((one, other) => Number(one.mark !== undefined) - Number(other.mark !== undefined)),
    ...frame,
  };
}
