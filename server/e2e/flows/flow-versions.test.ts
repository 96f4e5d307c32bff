import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  FlowComparison,
  FlowProposal,
  FlowVersion,
  FlowVersionWithFlows,
} from '@plantops/shared/api/flow-versions.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from '../../runtime/flow-files.ts';
import { call } from '../harness/api.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { JudgedApi, type Problem } from '../harness/judged-api.ts';
import { KeptReadings } from '../harness/kept-readings.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const VERSIONS = '/api/flows/versions';

describe('versions of the flows', () => {
  let plantOps: PlantOpsProcess;
  let api: JudgedApi;
  let folder: string;
  const editor = new FlowEditor(() => plantOps.url);
  const readings = new KeptReadings(() => plantOps);
  const list = async (): Promise<FlowVersion[]> => (await api.call<FlowVersion[]>('GET', VERSIONS)).body;
  const newest = async (): Promise<FlowVersion> => {
    const [version] = await eventually(async () => {
      const found = await list();
      return found.length > 0 && found;
    });
    return version as FlowVersion;
  };
  const versionWithFlows = async (number: number): Promise<FlowVersionWithFlows> =>
    (await api.call<FlowVersionWithFlows>('GET', `${VERSIONS}/${number}`)).body;
  const nameOf = (flows: readonly FlowNode[], id: string): unknown => flows.find((node) => node.id === id)?.name;
  const runningName = async (id: string): Promise<unknown> => nameOf((await editor.read()).flows, id);
  /** Deploys as the editor does. @returns the version of it */
  async function edit(change: Parameters<FlowEditor['edit']>[0]): Promise<FlowVersion> {
    const before = (await newest()).number;
    await editor.edit(change);
    return eventually(async () => {
      const version = await newest();
      return version.number > before && version;
    });
  }
  /** Runs a command of the terminal as `make` does. */
  async function command(name: 'export' | 'import', given: Record<string, string>) {
    const child = spawn(process.execPath, [path.join(ROOT, 'server', 'scripts', `flows-${name}.ts`)], {
      env: { PATH: process.env.PATH, URL: plantOps.url, ...given },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }
  const texts = (of: string): Record<string, string> =>
    Object.fromEntries(readdirSync(of).map((name) => [name, readFileSync(path.join(of, name), 'utf8')]));

  beforeAll(async () => {
    plantOps = new PlantOpsProcess();
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
    folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-versions-'));
  });
  afterAll(async () => {
    await plantOps.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => readings.abandon());

  it('begin with the flows that came with PlantOps', async () => {
    expect(await newest()).toMatchObject({ number: 1, who: 'shipped', note: null, came_from: null, summary: null });
    const { flows } = await versionWithFlows(1);
    expect(flows.map(({ id }) => id).sort()).toEqual(
      readFlowFiles(path.join(ROOT, 'flows'))
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('are made by each deploy, with who, when and what changed, and told to those who look on', async () => {
    const events = await EventReader.open(plantOps.url);
    const began = Date.now();
    const second = await edit(withChanged('alerts-threshold', { name: 'mine' }));
    expect(second).toMatchObject({ number: 2, who: 'editor', summary: { changed: 1, added: 0 } });
    expect(second.text).toMatch(/^plantops-threshold "mine" on the tab "Alerts" was changed \(name\)$/);
    expect(Date.parse(second.created_at)).toBeGreaterThanOrEqual(began - 1000);

    const { flows, rev } = await editor.read();
    const answer = await call(
      plantOps.url,
      'POST',
      '/editor/flows',
      { flows: withChanged('telemetry-persistence', { x: 900 })(flows), rev },
      { 'Node-RED-API-Version': 'v2' },
    );
    expect(answer.status).toBe(200);
    const third = await eventually(async () => {
      const version = await newest();
      return version.number === 3 && version;
    });
    expect(third).toMatchObject({ who: 'api', summary: { changed: 0, moved: 1 }, text: 'Only moved on the screen' });

    const { status, body: fourth } = await api.call<FlowVersion>('POST', VERSIONS, {
      flows: withChanged('telemetry-ingest', { wires: [['telemetry-validation', 'watch']] })([
        ...flows,
        { id: 'watch', type: 'debug', z: 'telemetry', name: 'watch', x: 200, y: 300, wires: [] },
      ]),
      note: 'to look at what arrives',
    });
    expect(status).toBe(201);
    expect(fourth).toMatchObject({
      number: 4,
      who: 'api',
      note: 'to look at what arrives',
      summary: { added: 1, rewired: 1, moved: 1 },
    });
    expect(await runningName('watch')).toBe('watch');
    await eventually(() =>
      events.named('flows').some(({ data }) => (data as FlowState).version === 4),
    );
    events.close();

    expect((await list()).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    const page = await api.call<FlowVersion[]>('GET', `${VERSIONS}?limit=2`);
    expect(page.headers.get('link')).toContain('cursor=3');
    const { body: comparison } = await api.call<FlowComparison>('GET', `${VERSIONS}/4/changes`);
    expect(comparison.sentences).toEqual([
      'plantops-ingest "readings arrive" on the tab "Telemetry" was rewired: output 1 now leads to "watch"',
      'debug "watch" on the tab "Telemetry" was added',
    ]);
    expect((await api.call<FlowComparison>('GET', `${VERSIONS}/4/changes?since=1`)).body.changes).toHaveLength(3);
    const { body: noted } = await api.call<FlowVersion>('PATCH', `${VERSIONS}/2`, { note: 'for the fern' });
    expect(noted).toMatchObject({ number: 2, note: 'for the fern' });
  });

  it('come back while readings arrive, and none is lost', async () => {
    const load = await readings.load(100);
    load.run();
    await eventually(async () => (await readings.stored()).length > 50);
    const { body } = await api.call<FlowVersion>('POST', `${VERSIONS}/2/restore`, { note: 'was better' });
    expect(body).toMatchObject({ number: 5, who: 'roll_back', came_from: 2, note: 'was better' });
    expect((await editor.read()).flows.some(({ id }) => id === 'watch')).toBe(false);
    expect(await runningName('alerts-threshold')).toBe('mine');
    const { body: undone } = await api.call<FlowVersion>('POST', `${VERSIONS}/4/restore`);
    expect(undone).toMatchObject({ number: 6, who: 'roll_back', came_from: 4, note: null });
    const count = (await readings.stored()).length;
    await eventually(async () => (await readings.stored()).length > count + 50);
    await load.disconnect();
    await readings.expectAllStored(load);
  });

  it('that can no longer run are refused with a sentence, and what runs goes on', async () => {
    await plantOps.query(`UPDATE flow_versions SET flows = replace(flows, '"plantops-enrich"', '"gone"') WHERE number = 3`);
    const before = await editor.read();
    const { status, body } = await api.call<Problem>('POST', `${VERSIONS}/3/restore`);
    expect([status, body.code]).toEqual([400, 'flows_refused']);
    expect(body.detail).toContain('cannot run: no node of type gone is installed');
    expect(body.errors?.[0]?.pointer).toBe('telemetry-enrich');
    expect(await editor.read()).toEqual(before);
    expect((await newest()).number).toBe(6);
    expect((await api.call<Problem>('POST', `${VERSIONS}/99/restore`)).body.code).toBe('flow_version_not_found');
    const { body: refused } = await api.call<Problem>('POST', VERSIONS, { flows: [{ id: 'a', type: 'tab' }] });
    expect([refused.code, refused.detail]).toEqual(['flows_refused', expect.stringContaining('Nothing takes the')]);
  });

  it('are recorded later where the database is away at a deploy, which does not wait for it', async () => {
    process.kill(plantOps.databasePid, 'SIGQUIT');
    await eventually(async () => (await call(plantOps.url, 'GET', VERSIONS)).status === 503);
    await editor.edit(withChanged('alerts-threshold', { name: 'without a database' }));
    expect(await runningName('alerts-threshold')).toBe('without a database');
    const recorded = await eventually(
      async () => {
        const { status, body } = await call<FlowVersion[]>(plantOps.url, 'GET', VERSIONS);
        return status === 200 && body[0]?.number === 7 && body[0];
      },
      { what: 'the version of the deploy' },
    );
    expect(recorded).toMatchObject({ who: 'editor', summary: { changed: 1 } });
  });

  it('are found at a start where nothing could record them, and what an upgrade proposes is no version yet', async () => {
    expect(await plantOps.stop()).toBe(0);
    // As after an upgrade from a version that led messages elsewhere, and had another name for a node.
    const shipped = path.join(plantOps.dataDir, 'node-red', 'shipped.json');
    const base = JSON.parse(readFileSync(shipped, 'utf8')) as FlowNode[];
    const earlier = withChanged('alerts-presence', { name: 'silent' })(
      withChanged('telemetry-ingest', { wires: [['telemetry-enrich']] })(base),
    );
    writeFileSync(shipped, JSON.stringify(earlier));
    const file = path.join(plantOps.dataDir, 'node-red', 'flows', 'alerts.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('without a database', 'by hand').replace('"name": "offline and back"', '"name": "silent"'));
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
    await eventually(async () => (await newest()).number === 8);
    expect(await newest()).toMatchObject({ who: 'files', summary: { changed: 2 } });
  });

  it('are made of what an upgrade proposes, if the owner wants it', async () => {
    const state = async () => (await api.call<FlowState>('GET', '/api/flows')).body;
    const { body } = await api.call<{ proposal: FlowProposal }>('GET', '/api/flows/proposal');
    expect(body.proposal).toMatchObject({
      reasons: ['you and this version have both led plantops-ingest "readings arrive" on the tab "Telemetry" elsewhere'],
      faults: [],
      sentences: ['link in "offline and back" on the tab "Alerts" was changed: name from "silent" to "offline and back"'],
    });
    expect((await state()).is_proposed).toBe(true);
    const { body: accepted } = await api.call<FlowVersion>('POST', '/api/flows/proposal/accept');
    expect(accepted).toMatchObject({ number: 9, who: 'upgrade', summary: { changed: 1 } });
    expect([await runningName('alerts-presence'), (await state()).is_proposed]).toEqual(['offline and back', false]);
    expect((await api.call('GET', '/api/flows/proposal')).body).toEqual({ proposal: null });
    expect((await api.call<Problem>('POST', '/api/flows/proposal/dismiss')).body.code).toBe('not_found');
  });

  it('are carried to a folder and back', async () => {
    const exported = path.join(folder, 'flows');
    expect(await command('export', { TO: exported })).toEqual({
      code: 0,
      output: `Version 9 is in ${exported}, a file for each tab.\n`,
    });
    const before = texts(exported);
    expect(Object.keys(before).sort()).toEqual(
      ['alerts', 'care', 'gateways', 'presence', 'provisioning', 'telemetry'].map((tab) => `${tab}.json`),
    );
    await command('export', { TO: exported });
    expect(texts(exported), 'the same flows make the same files').toEqual(before);
    expect((await command('import', { FROM: exported })).output).toBe('Version 9 runs already with these flows.\n');

    const file = path.join(exported, 'alerts.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('by hand', 'in the repository'));
    expect(await command('import', { FROM: exported, NOTE: "the fern's" })).toEqual({
      code: 0,
      output: 'Version 10 runs now. plantops-threshold "in the repository" on the tab "Alerts" was changed (name).\n',
    });
    expect(await newest()).toMatchObject({ number: 10, who: 'api', note: "the fern's" });

    writeFileSync(file, readFileSync(file, 'utf8').replace('"plantops-threshold"', '"gone"'));
    const refused = await command('import', { FROM: exported });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('cannot run: no node of type gone is installed');
    expect((await newest()).number).toBe(10);

    await command('export', { TO: exported, VERSION: '9' });
    expect(texts(exported)).toEqual(before);
    expect((await command('export', { TO: exported, VERSION: '99' })).output).toMatch(/There is no version 99/);
  });

  it('are in a backup, and come back with it; after one that has none, they begin anew', async () => {
    const backup = Buffer.from(await (await fetch(new URL('/api/backup', plantOps.url))).arrayBuffer());
    const restore = async (file: Buffer<ArrayBuffer>): Promise<void> => {
      const headers = { 'content-type': 'application/gzip' };
      const answer = await fetch(new URL('/api/restore', plantOps.url), { method: 'POST', headers, body: file });
      expect(answer.status).toBe(200);
    };
    const before = await list();
    await edit(withChanged('alerts-threshold', { name: 'after the backup' }));
    await restore(backup);
    await eventually(async () => (await newest()).who === 'restore');
    expect(await runningName('alerts-threshold')).toBe('in the repository');
    const [restored, ...others] = await list();
    // A restore ends the watch of the newest one.
    expect(others).toEqual(
      before.map((one) => (one.outcome?.state === 'watching' ? { ...one, outcome: null } : one)),
    );
    expect(restored).toMatchObject({ number: 11, text: 'The same as the version before' });

    await restore(withoutVersions(backup));
    await eventually(async () => (await newest()).number === 1);
    expect(await list()).toMatchObject([{ number: 1, who: 'restore', text: 'The first version that is kept' }]);
    expect(await runningName('alerts-threshold')).toBe('in the repository');
  });
});

/** A backup as a version of PlantOps wrote it that had no versions of the flows. */
function withoutVersions(backup: Buffer): Buffer<ArrayBuffer> {
  const lines = gunzipSync(backup)
    .toString()
    .replace(',"0018_flow_versions"', '')
    .split('\n')
    .filter((line) => !line.startsWith('{"table":"flow_versions"'));
  const end = JSON.parse(lines.at(-2) ?? '') as { end: true; rows: Record<string, number> };
  delete end.rows.flow_versions;
  return gzipSync([...lines.slice(0, -2), JSON.stringify(end), ''].join('\n'));
}
