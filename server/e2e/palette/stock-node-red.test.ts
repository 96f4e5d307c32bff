/** The package of the nodes in a Node-RED that PlantOps knows nothing of: alone, and with a PlantOps server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_TYPES } from '@plantops/nodes/package/make-package.ts';
import type { CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../../testing/broker.ts';
import { call } from '../harness/api.ts';
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
    await expect.poll(() => nodeRed.shown('rejected')).toEqual([expect.stringMatching(/^soil_moisture: Too big/)]);
    expect(nodeRed.shown('notices')).toEqual(['soil_moisture is 15.2, threshold min 20.0']);

    await nodeRed.stop();
    await nodeRed.start();
    await nodeRed.press('po-alone-wet');
    await expect
      .poll(() => nodeRed.shown('notices'))
      .toEqual(['soil_moisture is 15.2, threshold min 20.0', 'soil_moisture is 44.0, back in range']);
    expect(nodeRed.shown('failed')).toEqual([]);
  });
});

describe('with a server that asks for a password', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD });
  let broker: TestBroker;
  let plant: Plant;

  beforeAll(async () => {
    [broker] = await Promise.all([startTestBroker(['dev_heard']), plantOps.start()]);
    const thresholds = { soil_moisture: { min: 50 } };
    const created = await call<Plant>(
      plantOps.url,
      'POST',
      '/api/plants',
      { name: 'Fern', species: 'Nephrolepis exaltata', thresholds },
      AS_OWNER,
    );
    plant = created.body;
    await nodeRed.deploy([...storing(), ...caring(), ...listening(), ...statuses()]);
  });
  afterAll(async () => {
    await plantOps.remove();
    await broker.stop();
  });

  const server = (id: string): Record<string, unknown> => ({
    url: plantOps.url,
    mqttUrl: `mqtt://127.0.0.1:${plantOps.mqttPort}`,
    credentials: { password: OWNER_PASSWORD },
    id,
  });
  const storing = (): FlowNode[] =>
    withSettings(example('store readings in PlantOps'), 'po-store-server', server('po-store-server'));
  const caring = (): FlowNode[] => {
    const flows = withSettings(example('care plans'), 'po-care-server', server('po-care-server'));
    const request = { payload: JSON.stringify({ plantId: plant.id, reason: 'user' }) };
    return withSettings(withSettings(flows, 'po-care-rules-button', request), 'po-care-model-button', request);
  };
  /** The node that listens at a broker, with an account that may read there. */
  const listening = (): FlowNode[] => [
    {
      id: 'listened',
      type: 'plantops-server',
      url: plantOps.url,
      mqttUrl: broker.url,
      credentials: { password: 'wrong', mqttUsername: SERVER_NAME, mqttPassword: PASSWORD },
    },
    {
      id: 'ears',
      type: 'plantops-ingest',
      z: 'po-store',
      x: 10,
      y: 10,
      server: 'listened',
      kind: 'telemetry',
      wires: [['po-store-heard']],
    },
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
    expect(devices.map(({ id, name }) => [id, name])).toEqual([
      [nodeRed.shown('registered')[0], 'Sensor of my Node-RED'],
    ]);
    await call(plantOps.url, 'POST', `/api/devices/${devices[0]?.id}/provision`, { plant_id: plant.id }, AS_OWNER);

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

  it('messages of all devices are heard at a broker; a wrong password is the status of the node', async () => {
    await expect.poll(() => nodeRed.shown('status')).toContain("ears: PlantOps wants the owner's password");
    const device = await broker.connect('dev_heard');
    await expect
      .poll(async () => {
        await device.publishAsync('devices/dev_heard/telemetry', '{"humidity": 55}', { qos: 1 });
        return nodeRed.output;
      })
      .toContain("deviceId: 'dev_heard'");
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
