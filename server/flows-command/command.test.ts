import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowNode } from '../runtime/flow-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PROGRAM = path.join(ROOT, 'server', 'flows-command', 'main.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plantops-flows-'));
  cpSync(path.join(ROOT, 'flows'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command as a terminal does, without what a server is told by its environment. */
async function plantopsFlows(...given: string[]): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...given], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

function edit(tab: string, change: (node: FlowNode) => FlowNode): void {
  const file = path.join(folder, `${tab}.json`);
  const nodes = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  writeFileSync(file, JSON.stringify(nodes.map(change)));
}

describe('plantops-flows check', () => {
  it('finds nothing wrong with the flows that come with PlantOps', async () => {
    expect(await plantopsFlows('check', '.')).toEqual({ code: 0, output: 'The flows in . can run.\n', errors: '' });
  });

  it('names the file and the node of each fault', async () => {
    edit('alerts', (node) =>
      node.id === 'alerts-threshold' ? { ...node, hysteresisPct: 90, wires: [['gone']] } : node,
    );
    const { code, errors } = await plantopsFlows('check', '.');
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toEqual([
      'alerts.json: plantops-threshold "compare with the limits" on the tab "Alerts" is wired to gone, which is not there',
      expect.stringMatching(/^alerts\.json: plantops-threshold "compare with the limits" on the tab "Alerts": .*50/),
    ]);
  });

  it('says which file cannot be read, and that a folder has no flows', async () => {
    writeFileSync(path.join(folder, 'alerts.json'), '{');
    expect((await plantopsFlows('check', '.')).errors).toMatch(/^The flow file alerts\.json is not JSON: /);
    expect(await plantopsFlows('check', 'nowhere')).toMatchObject({ code: 1, errors: 'There is no folder nowhere\n' });
  });

  it('explains itself, also when it is called wrongly', async () => {
    const { code, output } = await plantopsFlows('--help');
    expect(code).toBe(0);
    expect(output).toContain('plantops-flows test [folder]');
    expect(await plantopsFlows('chek')).toEqual({ code: 2, output: '', errors: output });
  });
});

describe('plantops-flows test', () => {
  it('passes for the flows that come with PlantOps, and says in words what differs once they are changed', async () => {
    // A device is called offline after one heartbeat that it misses, and readings are stored without their plant.
    edit('presence', (node) => (node.type === 'plantops-presence' ? { ...node, missedHeartbeats: 1 } : node));
    const { code, output, errors } = await plantopsFlows('test', '.');
    expect(code).toBe(1);
    expect(output).toContain('passed  telemetry.test.json: A reading that is sent again is stored once\n');
    expect(errors).toContain('failed  presence.test.json: Readings show that a device is alive, too\n');
    expect(errors).toContain(
      '          notices 1 was not expected: {"kind":"offline","message":"Window board is offline: nothing heard for 61 s"',
    );
    expect(output.trim().split('\n').at(-1)).toMatch(/^\d of \d+ tests failed\.$/);
  });

  it('says what is wrong with a file of tests', async () => {
    const file = path.join(folder, 'alerts.test.json');
    writeFileSync(
      file,
      JSON.stringify({
        facts: { devices: [{ id: 'dev_1', plant: 'basil' }] },
        tests: [{ name: 'x', messages: [{ at: -1, topic: 'a/b', payload: {} }], expect: {} }],
      }),
    );
    const { code, errors } = await plantopsFlows('test', '.');
    expect(code).toBe(1);
    expect(errors).toMatch(/^alerts\.test\.json is no file of tests: .*tests\.0\.messages\.0/);
    expect(errors).toContain('tests.0.expect: says nothing that is expected');
  });
});
