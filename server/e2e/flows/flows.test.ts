import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from '../../runtime/flow-files.ts';
import { useTestReceiver } from '../../testing/receiver.ts';
import { assignNewPlant, call, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually, sleep } from '../harness/eventually.ts';
import { FlowEditor, withChanged, without } from '../harness/flow-editor.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { RecordedLoad } from '../harness/recorded-load.ts';

const SHIPPED = path.join(import.meta.dirname, '..', '..', '..', 'flows');
const TABS = ['alerts', 'care', 'gateways', 'presence', 'provisioning', 'telemetry'];
const textsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );

describe('flows', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  const editor = new FlowEditor(() => plantOps.url);
  const shippedTexts = textsOf(SHIPPED);
  const editedFolder = () => path.join(plantOps.dataDir, 'node-red', 'flows');
  const toldOf = (plant: string) =>
    discord.messages.filter(({ title }) => title === plant).map(({ content }) => content);
  const passed = useTestReceiver();
  /** How many alerts and messages there are about a plant. */
  const raisedFor = async (plant: string): Promise<number> => {
    const [row] = await plantOps.query<{ alerts: number; notices: number }>(
      `SELECT (SELECT count(*)::int FROM alerts a WHERE a.plant_id = p.id) AS alerts,
              (SELECT count(*)::int FROM notices n WHERE n.plant_id = p.id) AS notices
       FROM plants p WHERE p.name = $1`,
      [plant],
    );
    return (row?.alerts ?? Number.NaN) + (row?.notices ?? Number.NaN);
  };
  const rowsOf = (deviceId: string) => plantOps.query('SELECT FROM telemetry WHERE device_id = $1', [deviceId]);

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({ DISCORD_WEBHOOK_URL: await discord.start() });
    await plantOps.start();
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  /** Publishes a breach from a new device on a new plant. @returns the device's id */
  async function breach(plant: string): Promise<string> {
    const credentials = await register(plantOps.url);
    await assignNewPlant(plantOps.url, credentials.device_id, {
      name: plant,
      thresholds: { soil_moisture: { min: 20 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { soil_moisture: 15.2 });
    await eventually(async () => (await rowsOf(credentials.device_id)).length === 1);
    await client.endAsync();
    return credentials.device_id;
  }

  /** What the server has said of versions that went back by themselves. */
  const wentBack = (): string[] => plantOps.output.match(/Version \d+ of the flows went back[^"]*/g) ?? [];

  it('the six tabs run as shipped in flows/', async () => {
    const { flows } = await editor.read();
    const byId = (nodes: FlowNode[]) => nodes.toSorted((one, other) => one.id.localeCompare(other.id));
    expect(byId(flows)).toEqual(byId(readFlowFiles(SHIPPED)));
    expect(
      flows
        .filter(({ type }) => type === 'tab')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(TABS);
  });

  it('deleting the threshold node in the editor stops alerts, even after a restart, and restoring it brings them back', async () => {
    await breach('Before');
    await eventually(() => toldOf('Before').length === 1);

    // Another node in its place tells which readings have come that far.
    const original = await editor.edit((flows) => [
      ...without('alerts-threshold')(flows).map((node) =>
        node.id === 'alerts-readings' ? { ...node, wires: [['passed']] } : node,
      ),
      {
        id: 'passed',
        type: 'http request',
        z: 'alerts',
        method: 'POST',
        ret: 'txt',
        url: passed.url(),
        x: 300,
        y: 100,
        wires: [[]],
      },
    ]);
    await breach('Without');
    await eventually(() => passed.requests.length === 1);
    expect(await raisedFor('Without')).toBe(0);

    expect(readdirSync(editedFolder()).sort()).toEqual(TABS.map((tab) => `${tab}.json`));
    expect(readFileSync(path.join(editedFolder(), 'alerts.json'), 'utf8')).toMatch(
      /^\[\n {2}\{\n {4}"id": "alerts",\n/,
    );
    expect(readFileSync(path.join(editedFolder(), 'alerts.json'), 'utf8')).not.toContain('plantops-threshold');
    expect(textsOf(SHIPPED)).toEqual(shippedTexts);

    expect(await plantOps.stop()).toBe(0);
    await plantOps.start();
    await breach('Still without');
    await eventually(() => passed.requests.length === 2);
    expect(await raisedFor('Still without')).toBe(0);
    expect(discord.messages.map(({ title }) => title)).toEqual(['Before']);

    await editor.edit(() => original);
    await breach('Back');
    await eventually(() => toldOf('Back').length === 1);
    expect(toldOf('Back')).toEqual(['soil_moisture is 15.2, threshold min 20.0']);
    expect(textsOf(SHIPPED)).toEqual(shippedTexts);
  });

  it('a deploy while readings arrive loses none', async () => {
    const devices = await Promise.all(Array.from({ length: 4 }, () => register(plantOps.url)));
    const load = new RecordedLoad(devices, { timed: true, ratePerS: 1000 });
    await load.connect();
    load.run();
    const nodes = [
      'telemetry-ingest',
      'telemetry-validation',
      'telemetry-enrich',
      'telemetry-persistence',
      'telemetry-rejection',
      'presence-watch',
      'alerts-threshold',
    ];
    for (const [index, id] of nodes.entries()) {
      for (const deployment of ['nodes', 'flows', 'full'] as const) {
        await editor.edit(withChanged(id, { name: `edited ${index} ${deployment}` }), deployment);
        await sleep(100);
      }
    }
    await load.disconnect();
    const ids = devices.map(({ device_id }) => device_id);
    const stored = async () =>
      (
        await plantOps.query<{ device_id: string; time: Date }>(
          'SELECT device_id, time FROM telemetry WHERE device_id = ANY($1)',
          [ids],
        )
      ).map(({ device_id, time }) => `${device_id} ${time.toISOString()}`);
    await eventually(async () => (await stored()).length >= load.acknowledged.size, {
      what: 'a row for each acknowledged reading',
    });
    expect(new Set(await stored())).toEqual(load.acknowledged);
    expect(plantOps.output).not.toContain('were let go');
    expect(wentBack()).toEqual([]);
  });

  it('without an answer node, registration fails within its time limit and says why; rewiring fixes it', async () => {
    const original = await editor.edit(without('provisioning-answer'));
    const refused = await call<{ code: string; detail: string }>(plantOps.url, 'POST', '/api/devices/register', {
      mac_address: newMac(),
    });
    expect(refused.status).toBe(503);
    expect(refused.body.code).toBe('flow_unavailable');
    expect(refused.body.detail).toContain('no answer within 15 seconds');

    await editor.edit(without('provisioning-request'));
    const unserved = await call<{ code: string; detail: string }>(plantOps.url, 'POST', '/api/devices/register', {
      mac_address: newMac(),
    });
    expect(unserved.status).toBe(503);
    expect(unserved.body.detail).toContain('No flow takes the request');

    expect(wentBack()).toEqual([]);
    await editor.edit(() => original);
    expect((await call(plantOps.url, 'POST', '/api/devices/register', { mac_address: newMac() })).status).toBe(201);
  });

  it('what cannot run is refused with the node and a sentence, and what runs goes on running', async () => {
    const stranger = { id: 'stranger', type: 'not-installed', z: 'alerts', x: 1, y: 1, wires: [] };
    await expect(editor.edit((flows) => [...flows, stranger])).rejects.toThrow(
      /answered with 400: .*"code":"flows_refused".*no node of type not-installed is installed.*"node":"stranger"/,
    );
    await expect(editor.edit(withChanged('alerts-threshold', { wires: [['nowhere']] }))).rejects.toThrow(
      /is wired to nowhere, which is not there/,
    );
    expect((await call(plantOps.url, 'GET', '/readyz')).status).toBe(200);
    expect((await editor.read()).flows.some(({ id }) => id === 'stranger')).toBe(false);
    const device = await register(plantOps.url);
    const client = await connectDevice(device);
    await publishReading(client, device, { temperature: 20 });
    await eventually(async () => (await rowsOf(device.device_id)).length === 1);
    await client.endAsync();
  });

  it('a start with a flow file with an unknown type, a wire to nowhere or invalid JSON runs other flows, and says which node is wrong', async () => {
    await editor.edit(withChanged('alerts-threshold', { name: 'judge' }));
    const file = path.join(editedFolder(), 'alerts.json');
    const alerts = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
    const startWith = async (nodes: FlowNode[] | string): Promise<string[]> => {
      expect(await plantOps.stop()).toBe(0);
      const text = typeof nodes === 'string' ? nodes : JSON.stringify(nodes);
      writeFileSync(file, text);
      await plantOps.start();
      expect(readFileSync(file, 'utf8')).toBe(text);
      const { status, body } = await call<{ warnings: string[] }>(plantOps.url, 'GET', '/readyz');
      expect(status).toBe(200);
      return body.warnings;
    };
    const unknown = { id: 'a1', type: 'telegram sender', z: 'alerts', name: 'tell grandma', wires: [] };
    const judgeToo = (to: string): FlowNode[] =>
      alerts.map((node) => (node.name === 'judge' ? { ...node, wires: [[...(node.wires?.[0] ?? []), to]] } : node));
    const warnings = (await startWith([...judgeToo('gone'), unknown])).join();
    expect(warnings).toContain(
      'telegram sender "tell grandma" on the tab "Alerts" cannot run: no node of type telegram sender is installed',
    );
    expect(warnings).toContain('plantops-threshold "judge" on the tab "Alerts" is wired to gone, which is not there');
    // The editor shows what the owner left, so that it can be mended there.
    const shown = await editor.read();
    expect(shown.flows).toEqual(expect.arrayContaining([unknown, expect.objectContaining({ name: 'judge' })]));
    await breach('In safe mode');
    await eventually(() => toldOf('In safe mode').length === 1);
    // A deploy of what can run ends it.
    await editor.edit((flows) =>
      withChanged('alerts-threshold', { wires: [['alerts-notification']] })(without('a1')(flows)),
    );
    expect((await call<{ warnings: string[] }>(plantOps.url, 'GET', '/readyz')).body.warnings).toEqual([]);
    expect((await editor.read()).flows.find(({ id }) => id === 'alerts-threshold')).toMatchObject({ name: 'judge' });

    expect((await startWith('[{')).join()).toContain(`The flow file ${file} is not JSON`);
    expect(await startWith(alerts)).toEqual([]);
  });

  it('an upgrade inserts a node behind one that was moved, and leads a wire of the owner to a node that has another id now', async () => {
    await editor.edit((flows) => [
      ...withChanged('telemetry-validation', { x: 360 })(flows),
      { id: 'mine', type: 'function', z: 'alerts', name: 'mine', func: 'return msg;', outputs: 1, x: 300, y: 240, wires: [['alerts-notification']] },
    ]);
    expect(await plantOps.stop()).toBe(0);
    // As an earlier version that had no node "add plant", and another id for the node that sends messages.
    const nodeRed = path.join(plantOps.dataDir, 'node-red');
    const earlier = (nodes: FlowNode[]): FlowNode[] =>
      (JSON.parse(JSON.stringify(nodes).replaceAll('alerts-notification', 'alerts-discord')) as FlowNode[])
        .filter(({ id }) => id !== 'telemetry-enrich')
        .map((node) => (node.id === 'telemetry-validation' ? { ...node, wires: [['telemetry-persistence'], ['telemetry-rejection']] } : node));
    const rewrite = (file: string): void =>
      writeFileSync(file, JSON.stringify(earlier(JSON.parse(readFileSync(file, 'utf8')) as FlowNode[])));
    rewrite(path.join(nodeRed, 'shipped.json'));
    for (const tab of TABS) rewrite(path.join(editedFolder(), `${tab}.json`));
    await plantOps.start();

    const { flows } = await editor.read();
    const wiresOf = (id: string) => flows.find((node) => node.id === id)?.wires;
    expect(flows.find(({ id }) => id === 'telemetry-validation')).toMatchObject({ x: 360 });
    expect([wiresOf('telemetry-validation')?.[0], wiresOf('telemetry-enrich')?.[0], wiresOf('mine')]).toEqual([
      ['telemetry-enrich'],
      ['telemetry-persistence'],
      [['alerts-notification']],
    ]);
    expect(readdirSync(nodeRed).filter((name) => name.startsWith('flows-before-'))).toHaveLength(1);
    expect((await call<{ warnings: string[] }>(plantOps.url, 'GET', '/readyz')).body.warnings).toEqual([]);
    await breach('After the upgrade');
    await eventually(() => toldOf('After the upgrade').length === 1);
  });
});
