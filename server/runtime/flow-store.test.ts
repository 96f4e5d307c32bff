import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles, writeFlowFiles } from './flow-files.ts';
import { FlowsRefusedError, FlowStore } from './flow-store.ts';
import { SafeMode } from './safe-mode.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const SHIPPED = readFlowFiles(path.join(ROOT, 'flows'));
const TYPES = [...new Set(SHIPPED.map(({ type }) => type)), 'debug'];
const changed = (id: string, change: Record<string, unknown>, flows: FlowNode[] = SHIPPED): FlowNode[] =>
  flows.map((node) => (node.id === id ? { ...node, ...change } : node));
const mine = changed('alerts-threshold', { name: 'mine' });
const idsOf = (flows: readonly FlowNode[]): string[] => flows.map(({ id }) => id).sort();
const nameOf = (flows: readonly FlowNode[], id: string): unknown => flows.find((node) => node.id === id)?.name;

let root: string;
let shippedFolder: string;
let dataFolder: string;
let lines: string[];
let clock: FakeClock;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'plantops-store-'));
  shippedFolder = path.join(root, 'shipped');
  dataFolder = path.join(root, 'data');
  lines = [];
  clock = new FakeClock();
  writeFlowFiles(shippedFolder, SHIPPED);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** As at a start of the host, up to the moment that the engine asks for the flows. */
function started(types = TYPES) {
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const safeMode = new SafeMode({ dataFolder, onEntered: () => undefined, clock, log });
  const store = new FlowStore({ shippedFolder, dataFolder, safeMode, clock, log });
  const runs = store.load(types);
  return { store, safeMode, runs };
}

describe('the flow store', () => {
  it('gives the shipped flows until they are edited, including those of a newer version after an upgrade', () => {
    expect(idsOf(started().runs)).toEqual(idsOf(SHIPPED));
    writeFlowFiles(shippedFolder, [...SHIPPED, { id: 'c', type: 'debug', z: 'alerts' }]);
    expect(idsOf(started().runs)).toEqual(idsOf([...SHIPPED, { id: 'c', type: 'debug' }]));
  });

  it('keeps edits in the data folder and leaves the shipped files unchanged', () => {
    const before = readFileSync(path.join(shippedFolder, 'alerts.json'), 'utf8');
    started().store.save(mine);
    const { store, runs } = started();
    expect([nameOf(runs, 'alerts-threshold'), store.owners, store.running]).toEqual(['mine', runs, runs]);
    expect(readFileSync(path.join(shippedFolder, 'alerts.json'), 'utf8')).toBe(before);
  });

  it("merges a new version into the owner's flows, keeping the edits", () => {
    started().store.save(mine);
    writeFlowFiles(shippedFolder, [
      ...changed('alerts-notification', { name: 'new' }),
      { id: 'c', type: 'debug', z: 'alerts' },
    ]);
    const { runs } = started();
    expect([nameOf(runs, 'alerts-threshold'), nameOf(runs, 'alerts-notification')]).toEqual(['mine', 'new']);
    expect(idsOf(runs)).toContain('c');
    expect(lines.join('')).toMatch(/brought up to this version; your edits were kept/);
    expect(nameOf(readFlowFiles(path.join(dataFolder, 'flows-before-2026-01-07T120000Z')), 'alerts-threshold')).toBe(
      'mine',
    );
    lines = [];
    started();
    expect(lines, 'once is enough').toEqual([]);
  });

  it('reports a node that both changed', () => {
    started().store.save(mine);
    writeFlowFiles(shippedFolder, changed('alerts-threshold', { name: 'newer' }));
    expect(nameOf(started().runs, 'alerts-threshold')).toBe('mine');
    expect(lines.join('')).toContain('was changed by you and by this version (name): yours was kept');
  });

  describe('at an upgrade that cannot be merged well', () => {
    it.each<[string, FlowNode[], FlowNode[], string]>([
      [
        'a wire of the owner leads to a node that is gone',
        [...SHIPPED, { id: 'mine', type: 'debug', z: 'alerts', wires: [['alerts-notification']] }],
        [
          ...changed('alerts-presence', { wires: [[]] }, changed('alerts-threshold', { wires: [[]] })).filter(
            ({ id }) => id !== 'alerts-notification',
          ),
        ],
        'is wired to alerts-notification, which is not there',
      ],
      [
        'both have led the same output elsewhere',
        [
          ...changed('telemetry-ingest', { wires: [['mine']] }),
          { id: 'mine', type: 'debug', z: 'telemetry', wires: [['telemetry-validation']] },
        ],
        [
          ...changed('telemetry-ingest', { wires: [['new']] }),
          { id: 'new', type: 'debug', z: 'telemetry', wires: [['telemetry-validation']] },
        ],
        'have both led plantops-ingest',
      ],
    ])("if %s: the owner's run on, nothing is written, and the proposal is in a file", (_, edited, next, reason) => {
      started().store.save(edited);
      const files = () =>
        ['flows/alerts.json', 'flows/telemetry.json', 'shipped.json'].map((name) =>
          readFileSync(path.join(dataFolder, name), 'utf8'),
        );
      const before = files();
      writeFlowFiles(shippedFolder, next);
      for (let start = 0; start < 2; start += 1) {
        const { store, safeMode, runs } = started();
        expect([idsOf(runs), safeMode.state, files()]).toEqual([idsOf(edited), undefined, before]);
        expect(store.upgrade?.reasons.join()).toContain(reason);
        expect(JSON.parse(readFileSync(store.upgrade?.file ?? '', 'utf8'))).toBeInstanceOf(Array);
      }
      const { store } = started();
      store.save(edited);
      expect([store.upgrade, started().store.upgrade, readdirSync(dataFolder).includes('proposed-flows.json')]).toEqual(
        [undefined, undefined, false],
      );
    });

    it('keeps copies of the three newest upgrades', async () => {
      started().store.save(mine);
      for (let version = 1; version <= 5; version += 1) {
        await clock.advance(86_400_000);
        writeFlowFiles(shippedFolder, changed('alerts-notification', { name: `version ${version}` }));
        started();
      }
      expect(readdirSync(dataFolder).filter((name) => name.startsWith('flows-before-'))).toEqual(
        ['10', '11', '12'].map((day) => `flows-before-2026-01-${day}T120000Z`),
      );
    });
  });

  it('refuses flows that cannot run, and changes nothing', () => {
    const { store } = started();
    store.save(mine);
    const files = () =>
      readdirSync(path.join(dataFolder, 'flows')).map((name) =>
        readFileSync(path.join(dataFolder, 'flows', name), 'utf8'),
      );
    const before = files();
    expect(() => store.save(changed('alerts-threshold', { wires: [['gone']] }))).toThrow(FlowsRefusedError);
    expect(() => store.save(changed('alerts-threshold', { hysteresisPct: 'banana' }))).toThrow(
      /threshold .* on the tab "Alerts": Check this node's settings: hysteresisPct/,
    );
    expect(files()).toEqual(before);
    expect(store.running).toBe(mine);
  });

  describe('at a start with flows that cannot run', () => {
    const write = (flows: FlowNode[]) => writeFlowFiles(path.join(dataFolder, 'flows'), flows);

    it('runs the shipped ones, keeps those of the owner to mend, and says what is wrong', () => {
      const broken = changed('alerts-threshold', { name: 'judge', wires: [['gone']] });
      write(broken);
      const { store, safeMode, runs } = started();
      expect(idsOf(runs)).toEqual(idsOf(SHIPPED));
      expect(nameOf(runs, 'alerts-threshold')).toBe('compare with the limits');
      expect(nameOf(store.owners, 'alerts-threshold')).toBe('judge');
      expect(safeMode.state?.reasons).toEqual([
        {
          nodeId: 'alerts-threshold',
          text: 'plantops-threshold "judge" on the tab "Alerts" is wired to gone, which is not there',
        },
      ]);
      expect(lines.join('')).toContain('safe mode');
      store.save(mine);
      expect(safeMode.state).toBeUndefined();
      expect(nameOf(started().runs, 'alerts-threshold')).toBe('mine');
    });

    it('runs the last ones that ran well, if there are any', async () => {
      const { store, safeMode } = started();
      store.save(mine);
      safeMode.started(store.running);
      await clock.advance(60_000);
      write(changed('alerts-threshold', { wires: [['gone']] }, mine));
      expect(nameOf(started().runs, 'alerts-threshold')).toBe('mine');
    });

    it('does so even if a file is damaged, which stays as it is', () => {
      write(mine);
      const file = path.join(dataFolder, 'flows', 'alerts.json');
      writeFileSync(file, '[{');
      const { safeMode, runs } = started();
      expect(idsOf(runs)).toEqual(idsOf(SHIPPED));
      expect(safeMode.state?.reasons[0]?.text).toContain(`The flow file ${file} is not JSON`);
      expect(readFileSync(file, 'utf8')).toBe('[{');
    });

    it('names a node whose type is not installed', () => {
      write([...SHIPPED, { id: 'a1', type: 'telegram sender', z: 'alerts', name: 'tell grandma', wires: [] }]);
      expect(started().safeMode.state?.reasons[0]?.text).toBe(
        'telegram sender "tell grandma" on the tab "Alerts" cannot run: no node of type telegram sender is installed',
      );
      const { safeMode } = started([...TYPES, 'telegram sender']);
      expect(safeMode.state, 'it is installed now').toBeUndefined();
    });

    it('runs the shipped ones for an owner who removed every tab: readings would wait for ever', () => {
      write([]);
      const { runs, safeMode } = started();
      expect(idsOf(runs)).toEqual(idsOf(SHIPPED));
      expect(safeMode.state?.reasons.map(({ text }) => text).join()).toContain('Nothing takes the telemetry messages');
    });
  });

  it('keeps credentials and settings in the data folder, closed to others', () => {
    const { store } = started();
    expect([store.credentials(), store.editorSettings()]).toEqual([{}, {}]);
    store.saveCredentials({ $: 'encrypted' });
    store.saveEditorSettings({ theme: 'dark' });
    const later = started().store;
    expect([later.credentials(), later.editorSettings()]).toEqual([{ $: 'encrypted' }, { theme: 'dark' }]);
    for (const name of ['credentials.json', 'settings.json'])
      expect(statSync(path.join(dataFolder, name)).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with the edits of a backup, and replaces its own by them', () => {
    const { store } = started();
    expect(store.faultsOf(null)).toEqual([]);
    expect(store.faultsOf({ edited: changed('alerts-threshold', { wires: [['gone']] }), base: null })).toEqual([
      'plantops-threshold "compare with the limits" on the tab "Alerts" is wired to gone, which is not there',
    ]);
    store.replaceEdits({ edited: mine, base: null });
    expect(nameOf(started().runs, 'alerts-threshold')).toBe('mine');
    mkdirSync(path.join(dataFolder, 'files'), { recursive: true });
    store.replaceEdits(null);
    expect([store.edits(), nameOf(started().runs, 'alerts-threshold')]).toEqual([null, 'compare with the limits']);
  });
});
