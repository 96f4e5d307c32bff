/** The package of the nodes in a Node-RED that PlantOps knows nothing of: alone, and with a PlantOps server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_TYPES } from '@plantops/nodes/package/make-package.ts';
import type { CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { call, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { flowsLogin } from '../harness/flows-login.ts';
import { JudgedApi, type Problem } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { StockNodeRed } from '../harness/stock-node-red.ts';

const OWNER_PASSWORD = 'correct-horse-battery';
const AS_OWNER = { authorization: `Bearer ${OWNER_PASSWORD}` };
const EXAMPLES = path.join(import.meta.dirname, '..', '..', '..', 'nodes', 'package', 'examples');

const nodeRed = new StockNodeRed();
beforeAll(async () => {
  await nodeRed.install();
  await nodeRed.start();
});
afterAll(() => nodeRed.remove());

/** An example of the package; its debug nodes also print. */
const example = (name: string): FlowNode[] =>
  (JSON.parse(readFileSync(path.join(EXAMPLES, `${name}.json`), 'utf8')) as FlowNode[]).map((node) =>
    node.type === 'debug' ? { ...node, console: true } : node,
  );

/** Changes one node of an example. */
const withSettings = (flows: FlowNode[], id: string, settings: Record<string, unknown>): FlowNode[] =>
  flows.map((node) => (node.id === id ? { ...node, ...settings } : node));

it('all types of the package load', async () => {
  const sets = (await nodeRed.nodes()).filter(({ types }) => types.some((type) => type.startsWith('plantops-')));
  expect(sets.map(({ module, err }) => [module, err])).toEqual(
    PACKAGE_TYPES.map(() => ['@plantops/node-red-nodes', undefined]),
  );
  expect(sets.flatMap(({ types }) => types).sort()).toEqual([...PACKAGE_TYPES].sort());
});

describe('without a server', () => {
  it('a breach is told once, an impossible value is rejected, and an alert outlasts a restart', async () => {
    await nodeRed.deploy(example('readings without a server'));
    await nodeRed.press('po-alone-dry');
    await nodeRed.press('po-alone-dry');
    await nodeRed.press('po-alone-odd');
    await expect
      .poll(() => nodeRed.shown('rejected'))
      .toEqual([expect.stringMatching(/^soil_moisture: .* is above what a sensor can measure/)]);
    expect(nodeRed.shown('notices')).toEqual(['soil_moisture is 15.2, threshold min 20.0']);

    await nodeRed.stop();
    await nodeRed.start();
    await nodeRed.press('po-alone-wet');
    await expect
      .poll(() => nodeRed.shown('notices'))
      .toEqual(['soil_moisture is 15.2, threshold min 20.0', 'soil_moisture is 44.0, back in range']);
    expect(nodeRed.shown('failed')).toEqual([]);
  });

  it('sensors behind a gateway are devices of their own, with their batteries', async () => {
    const from = nodeRed.output.length;
    await nodeRed.deploy(example('sensors behind a gateway'));
    await nodeRed.press('po-gateway-zigbee');
    await nodeRed.press('po-gateway-bluetooth');
    await expect.poll(() => nodeRed.output.slice(from)).toContain("deviceId: 'home-fern'");
    await expect.poll(() => nodeRed.output.slice(from)).toContain("deviceId: 'home-flower-care'");
    expect(nodeRed.output.slice(from)).toContain('soil_moisture: 41.5');
    await expect.poll(() => nodeRed.output.slice(from)).toMatch(/battery\w*: 90/i);
    expect(nodeRed.shown('failed', from)).toEqual([]);
  });
});

describe('with a server that asks for a password', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD });
  /** A board that publishes by itself. */
  let board: DeviceCredentials;
  let plant: Plant;

  beforeAll(async () => {
    await plantOps.start();
    board = await register(plantOps.url, undefined, { name: 'Board' });
    const thresholds = { soil_moisture: { min: 50 } };
    const created = await call<Plant>(
      plantOps.url,
      'POST',
      '/api/plants',
      { name: 'Fern', species: 'Nephrolepis exaltata', thresholds },
      AS_OWNER,
    );
    plant = created.body;
    await nodeRed.deploy([...storing(), ...caring(), ...stranger(), ...statuses()]);
  });
  afterAll(() => plantOps.remove());

  const server = (id: string): Record<string, unknown> => ({
    url: plantOps.url,
    mqttUrl: `mqtt://127.0.0.1:${plantOps.mqttPort}`,
    credentials: { password: OWNER_PASSWORD },
    id,
  });
  /** With an account of the broker for all devices, at most one connection of it at a time. */
  const serverWithAccount = (id: string): Record<string, unknown> => {
    const { username, password } = flowsLogin(plantOps);
    const credentials = { password: OWNER_PASSWORD, mqttUsername: username, mqttPassword: password };
    return { ...server(id), credentials };
  };
  const storing = (): FlowNode[] => {
    const flows = withSettings(
      example('store readings in PlantOps'),
      'po-store-server',
      serverWithAccount('po-store-server'),
    );
    const commanding = withSettings(flows, 'po-store-command', { d: false, deviceId: board.device_id });
    return withSettings(commanding, 'po-store-listen', { d: false });
  };
  const caring = (): FlowNode[] => {
    const flows = withSettings(example('care plans'), 'po-care-server', server('po-care-server'));
    const request = { payload: JSON.stringify({ plantId: plant.id, reason: 'user' }) };
    return withSettings(withSettings(flows, 'po-care-rules-button', request), 'po-care-model-button', request);
  };
  /** A node whose server was given a wrong password. */
  const stranger = (): FlowNode[] => [
    { id: 'wrong', type: 'plantops-server', url: plantOps.url, credentials: { password: 'wrong' } },
    { id: 'stranger', type: 'plantops-enrich', z: 'po-store', x: 10, y: 10, server: 'wrong', wires: [] },
  ];
  /** Prints what the nodes show below them. */
  const statuses = (): FlowNode[] => [
    { id: 'statuses', type: 'status', z: 'po-store', x: 10, y: 10, scope: null, wires: [['status-line']] },
    {
      id: 'status-line',
      type: 'function',
      z: 'po-store',
      x: 10,
      y: 10,
      func: 'msg.payload = `${msg.status.source.id}: ${msg.status.text}`; return msg;',
      outputs: 1,
      libs: [],
      wires: [['shown-status']],
    },
    {
      id: 'shown-status',
      type: 'debug',
      z: 'po-store',
      x: 10,
      y: 10,
      name: 'status',
      active: true,
      console: true,
      complete: 'payload',
      targetType: 'msg',
      wires: [],
    },
  ];

  const plantNow = async (): Promise<Plant> =>
    (await call<Plant>(plantOps.url, 'GET', `/api/plants/${plant.id}`, undefined, AS_OWNER)).body;

  it('a device is registered, its reading is stored and judged by the limits of its plant', async () => {
    await nodeRed.press('po-store-who');
    await expect.poll(() => nodeRed.shown('registered')).toEqual([expect.stringMatching(/\w/)]);
    const { body: devices } = await call<Device[]>(plantOps.url, 'GET', '/api/devices', undefined, AS_OWNER);
    const sensor = devices.find(({ name }) => name === 'Sensor of my Node-RED');
    expect(sensor?.id).toBe(nodeRed.shown('registered')[0]);
    await call(plantOps.url, 'POST', `/api/devices/${sensor?.id}/provision`, { plant_id: plant.id }, AS_OWNER);

    await nodeRed.press('po-store-values');
    await expect.poll(plantNow).toMatchObject({ latest: { soil_moisture: 41.5, temperature: 21.3 }, status: 'alert' });
    await expect.poll(() => nodeRed.shown('notices').at(-1)).toBe('soil_moisture is 41.5, threshold min 50.0');
    expect(nodeRed.shown('failed')).toEqual([]);
  });

  it('a care plan is made from what the server knows, and stored there', async () => {
    await nodeRed.press('po-care-rules-button');
    await expect.poll(() => nodeRed.shown('stored plan')).toHaveLength(1);
    const { body: plan } = await call<CurrentCarePlan>(
      plantOps.url,
      'GET',
      `/api/plants/${plant.id}/care-plan`,
      undefined,
      AS_OWNER,
    );
    expect(plan).toMatchObject({ source: 'rules', reason: 'user', summary: nodeRed.shown('stored plan')[0] });
    expect(plan.made_from.metrics.soil_moisture.value).toBe(41.5);
  });

  it("the owner's other endpoints for care say what does not fit", async () => {
    const api = await JudgedApi.of(plantOps.url, AS_OWNER);
    const { body: context } = await api.call<{ language: string; plant: object }>(
      'GET',
      `/api/plants/${plant.id}/care-context?language=de`,
      undefined,
      AS_OWNER,
    );
    expect(context.language).toBe('de');
    const nobody = await api.call<Problem>('GET', '/api/plants/plant_none/care-context', undefined, AS_OWNER);
    expect([nobody.status, nobody.body.code]).toEqual([404, 'plant_not_found']);
    const { body: plan } = await api.call<CurrentCarePlan>(
      'GET',
      `/api/plants/${plant.id}/care-plan`,
      undefined,
      AS_OWNER,
    );
    const { summary, watering, light, humidity, alerts, schedule } = plan;
    const offered = {
      advice: { summary, watering, light, humidity, alerts, schedule },
      context,
      origin: { source: 'openai', model: 'my model', tokens_in: 5, tokens_out: 7 },
    };
    const path = `/api/plants/${plant.id}/care-plans`;
    const stored = await api.call<CurrentCarePlan>('POST', path, offered, AS_OWNER);
    expect([stored.status, stored.body.source, stored.body.model, stored.body.language]).toEqual([
      201,
      'openai',
      'my model',
      'de',
    ]);
    const odd = { ...offered, context: { ...context, plant: { ...context.plant, name: 'a\0b' } } };
    const refused = await api.call<Problem>('POST', path, odd, AS_OWNER);
    expect([refused.status, refused.body.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['/context']]);
    const elsewhere = await api.call<Problem>('POST', '/api/plants/plant_none/care-plans', offered, AS_OWNER);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, 'plant_not_found']);
  });

  it('a wrong password is the status of the node', async () => {
    await expect.poll(() => nodeRed.shown('status')).toContain("stranger: PlantOps wants the owner's password");
  });

  it('messages of all devices are heard, and a device is commanded, over one account', async () => {
    const client = await connectDevice(board);
    const commands: string[] = [];
    client.on('message', (topic, payload) => commands.push(`${topic} ${payload.toString()}`));
    await client.subscribeAsync(`devices/${board.device_id}/commands`, { qos: 1 });
    await nodeRed.press('po-store-ask');
    await expect.poll(() => commands).toEqual([`devices/${board.device_id}/commands {"water_ml":200}`]);
    await expect.poll(() => nodeRed.shown('sent')).toHaveLength(1);

    await client.publishAsync(board.topics.telemetry, '{"humidity": 55}', { qos: 1 });
    await expect.poll(() => nodeRed.output).toContain(`deviceId: '${board.device_id}'`);
    await client.endAsync();
    expect(nodeRed.shown('failed')).toEqual([]);
  });

  it('while the server is away the nodes say so, and they go on when it is back', async () => {
    await plantOps.stop();
    await nodeRed.press('po-store-who');
    await expect
      .poll(() => nodeRed.shown('failed').at(-1))
      .toMatch(/PlantOps at http:\S+ does not answer .*: check its address and whether it runs/);
    await expect.poll(() => nodeRed.shown('status')).toContain('po-store-keep: PlantOps does not answer');

    const from = nodeRed.output.length;
    await plantOps.start();
    await nodeRed.press('po-care-rules-button');
    await expect.poll(() => nodeRed.shown('stored plan', from)).toHaveLength(1);
    await nodeRed.press('po-store-values');
    await expect.poll(() => nodeRed.shown('stored', from).length).toBe(1);
  });
});
