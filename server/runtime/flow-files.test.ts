import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FlowNode, filesOfNodes, readFlowFiles, writeFlowFiles } from './flow-files.ts';

const tab = (id: string, label: string): FlowNode => ({ id, type: 'tab', label });
const on = (z: string, id: string): FlowNode => ({ id, type: 'debug', z, wires: [] });

describe('flow files', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'plantops-flows-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const idsIn = (name: string): string[] =>
    (JSON.parse(readFileSync(path.join(directory, `${name}.json`), 'utf8')) as FlowNode[]).map(({ id }) => id);

  it('are one per tab, named after it, and one for nodes outside every tab', () => {
    writeFlowFiles(directory, [
      tab('t1', 'My Plants!'),
      { id: 'c', type: 'mqtt-broker' },
      on('t1', 'a'),
      tab('t2', 'Ärger'),
      on('t2', 'b'),
      on('subflow-1', 'd'),
    ]);
    expect(readdirSync(directory).sort()).toEqual(['global.json', 'my-plants.json', 'rger.json']);
    expect(['my-plants', 'rger', 'global'].map(idsIn)).toEqual([
      ['t1', 'a'],
      ['t2', 'b'],
      ['c', 'd'],
    ]);
  });

  it.each([
    ['tabs of one name', [tab('t1', 'A'), tab('t2', 'a'), tab('t3', 'A')], ['a', 'a-2', 'a-3']],
    ['a tab called global', [tab('t1', 'Global')], ['global-2']],
    ['tabs whose names hold no letter', [tab('t1', '🌿'), tab('t2', '')], ['tab', 'tab-2']],
    ['a name that climbs out of the folder', [tab('t1', '../../etc/passwd')], ['etc-passwd']],
  ])('have unique names for %s', (_, flow, names) => {
    writeFlowFiles(directory, flow);
    expect(readdirSync(directory).sort()).toEqual(names.map((name) => `${name}.json`).sort());
    expect(names.map((name) => idsIn(name)[0])).toEqual(flow.map(({ id }) => id));
  });

  it('are read back as they were written', () => {
    const flow = [tab('t1', 'Telemetry'), on('t1', 'a'), tab('t2', 'Alerts'), on('t2', 'b')];
    writeFlowFiles(path.join(directory, 'new', 'folder'), flow);
    expect(readFlowFiles(path.join(directory, 'new', 'folder'))).toEqual(flow);
  });

  it('without a place come last, ordered by name', () => {
    writeFlowFiles(directory, [tab('t1', 'Last by name: zebra')]);
    for (const name of ['b', 'a'])
      writeFileSync(path.join(directory, `${name}.json`), JSON.stringify([tab(name, name)]));
    expect(readFlowFiles(directory).map(({ id }) => id)).toEqual(['t1', 'a', 'b']);
  });

  it('are readable by the server only, end with a line break, and leave no draft', () => {
    writeFlowFiles(directory, [tab('t1', 'Alerts')]);
    expect(readdirSync(directory)).toEqual(['alerts.json']);
    const file = path.join(directory, 'alerts.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^\[\n {2}\{\n[\s\S]*\]\n$/);
  });

  it('are removed with their tab; other files in the folder stay', () => {
    writeFlowFiles(directory, [tab('t1', 'One'), tab('t2', 'Two')]);
    writeFileSync(path.join(directory, 'notes.txt'), 'mine');
    writeFlowFiles(directory, [tab('t2', 'Two')]);
    expect(readdirSync(directory).sort()).toEqual(['notes.txt', 'two.json']);
  });

  it('may have tests beside them, which are no tabs and stay', () => {
    writeFlowFiles(directory, [tab('t1', 'One')]);
    writeFileSync(path.join(directory, 'one.test.json'), '{"tests":[]}');
    writeFlowFiles(directory, [tab('t2', 'Two')]);
    expect(readdirSync(directory).sort()).toEqual(['one.test.json', 'two.json']);
    expect(readFlowFiles(directory).map(({ id }) => id)).toEqual(['t2']);
    expect([...filesOfNodes(directory)]).toEqual([['t2', path.join(directory, 'two.json')]]);
  });

  it('are an empty flow if the folder is missing', () => {
    expect(readFlowFiles(path.join(directory, 'nowhere'))).toEqual([]);
  });

  it.each([
    ['{', /broken\.json is not JSON/],
    ['{}', /broken\.json is not a list of nodes/],
    ['[{"id":"a"}]', /each with id and type/],
    ['[null]', /each with id and type/],
  ])('are named in the error if they contain %s', (text, message) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, 'broken.json'), text);
    expect(() => readFlowFiles(directory)).toThrow(message);
  });
});
