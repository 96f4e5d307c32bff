/** The examples of the editor's import menu (Import, Examples), each as an owner adds it to the shipped flows. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { DECLARED_OUTPUT } from '@plantops/nodes/wires/follow-wires.ts';
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { faultsOf } from './flow-gate.ts';
import { targetsOf } from './flow-graph.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDER = path.join(ROOT, 'nodes', 'examples');
const shipped = readFlowFiles(path.join(ROOT, 'flows'));
const types = new Set([
  ...plantOpsNodes.map(({ definition }) => definition.type as string),
  ...['catch', 'comment', 'debug', 'function', 'inject', 'link in', 'link out', 'switch'],
  ...['http request', 'mqtt in', 'mqtt out', 'mqtt-broker'],
]);
const read = (file: string): FlowNode[] => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as FlowNode[];
const files = readdirSync(FOLDER);

it('there is an example for each of these', () => {
  expect(files.sort()).toEqual([
    'calibrate a raw sensor.json',
    'daily summary.json',
    'let go on purpose.json',
    'messages to Telegram.json',
    'pump on dry soil.json',
    'readings from another broker.json',
    'second limit at night.json',
  ]);
});

describe.each(files)('%s', (file) => {
  const example = read(file);
  const tab = example.find(({ type }) => type === 'tab');

  it('passes the gate together with the shipped flows', () => {
    expect(faultsOf([...shipped, ...example], types)).toEqual([]);
  });

  it('has no id of any other example, but for the broker that they share', () => {
    const others = files.filter((other) => other !== file).flatMap(read);
    const repeated = example.filter(({ id }) => others.some((other) => other.id === id));
    expect(repeated.filter(({ id }) => id !== 'plantops-broker')).toEqual([]);
    for (const node of repeated) expect(others).toContainEqual(node);
  });

  it('says first what it is for, on a tab of its own with a catch, or for one shipped tab', () => {
    expect(example.find(({ type }) => type === 'comment')).toMatchObject({
      name: expect.stringMatching(/^Read me: /),
      info: expect.stringMatching(/.{100}/s),
    });
    const failures = example.filter(({ type, z }) => type === 'catch' && z === tab?.id);
    expect(failures).toHaveLength(tab ? 1 : 0);
    if (!tab) expect([['telemetry'], ['alerts']]).toContainEqual([...new Set(example.map(({ z }) => z))]);
    expect(failures.flatMap(targetsOf)).toEqual(example.filter(({ type }) => type === 'debug').map(({ id }) => id));
  });

  it('declares what a function sends to nodes of PlantOps', () => {
    const ours = new Set(
      [...shipped, ...example].filter(({ type }) => type.startsWith('plantops-')).map(({ id }) => id),
    );
    for (const node of example.filter(({ type }) => type === 'function'))
      if (targetsOf(node).some((target) => ours.has(target)))
        expect(Object.keys(MESSAGE_TYPES), node.id).toContain(node[DECLARED_OUTPUT]);
  });

  it('logs in at no broker and no service with anything but what the owner puts there', () => {
    for (const { credentials } of example) {
      const said = Object.values((credentials ?? {}) as Record<string, string>);
      expect(said.filter((value) => value !== '' && !/^\$\{PLANTOPS_BROKER_(USER|PASSWORD)\}$/.test(value))).toEqual(
        [],
      );
    }
  });
});
