/** Each example of the editor's import menu does what it says, in the real engine. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { assignNewPlant, call, getDevice, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { exampleNodes, FlowEditor, withChanged, withImported } from '../harness/flow-editor.ts';
import { connectAsFlows } from '../harness/flows-login.ts';
import { OpenBroker } from '../harness/open-broker.ts';
import { sharedServer } from '../harness/shared-server.ts';

const plantOps = sharedServer();
const elsewhere = new OpenBroker();
const editor = new FlowEditor(() => plantOps.url);
/** What an imitation of Telegram was sent. */
const sentToTelegram: { path: string | undefined; body: unknown }[] = [];
const telegram = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    sentToTelegram.push({ path: request.url, body: JSON.parse(body) });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
});
let fern: DeviceCredentials;
let board: MqttClient;
/** What the board was asked to do. */
const commands: string[] = [];
/** What was published below `flows/`. */
const published: { topic: string; text: string }[] = [];
let listener: MqttClient;

const send = (values: object): Promise<void> => publishReading(board, fern, values);
const row = async (column: string) =>
  (await plantOps.query<{ value: number }>(`SELECT ${column} AS value FROM telemetry ORDER BY time DESC LIMIT 1`))[0]?.value;

beforeAll(async () => {
  await new Promise<void>((resolve) => telegram.listen(0, '127.0.0.1', resolve));
  await Promise.all([plantOps.start(), elsewhere.start()]);
  fern = await register(plantOps.url);
  await assignNewPlant(plantOps.url, fern.device_id, { name: 'Fern', thresholds: { humidity: { min: 40 } } });
  board = await connectDevice(fern);
  board.on('message', (_, payload) => commands.push(payload.toString()));
  await board.subscribeAsync(`devices/${fern.device_id}/commands`, { qos: 1 });
  listener = await connectAsFlows(plantOps);
  listener.on('message', (topic, payload) => published.push({ topic, text: payload.toString() }));
  await listener.subscribeAsync('flows/#', { qos: 1 });
});
afterAll(async () => {
  await Promise.all([board.endAsync(), listener.endAsync()]);
  await Promise.all([plantOps.remove(), elsewhere.stop()]);
  await new Promise((resolve) => telegram.close(resolve));
});

/** Imports an example, changes in it what it asks the owner to change, and deploys. */
const importing = (name: string, change: (nodes: FlowNode[]) => FlowNode[] = (nodes) => nodes): Promise<FlowNode[]> =>
  editor.edit((flows) => change(withImported(exampleNodes(name))(flows)));
/** Changes a line of a function, as its example asks the owner to. */
const withFunction = (id: string, from: string, to: string) => (nodes: FlowNode[]) =>
  nodes.map((node) => (node.id === id ? { ...node, func: String(node.func).replace(from, to) } : node));
const withDeviceId = (id: string) => withFunction(id, 'dev_0123456789abcdef', fern.device_id);

it('the import menu offers all of them', async () => {
  const folder = '/editor/library/examples/flows/@plantops/nodes/';
  const { body: offered } = await call<{ fn: string }[]>(plantOps.url, 'GET', folder);
  expect(offered.map(({ fn }) => fn).sort()).toEqual([
    'calibrate a raw sensor',
    'daily summary',
    'let go on purpose',
    'messages to Telegram',
    'pump on dry soil',
    'readings from another broker',
    'second limit at night',
  ]);
  for (const { fn } of offered)
    expect((await call(plantOps.url, 'GET', `${folder}${encodeURIComponent(fn)}`)).body, fn).toEqual(exampleNodes(fn));
});

it('a second limit at night, put onto a wire: what is fine by day raises an alert', async () => {
  await editor.edit((flows) =>
    [
      withImported(exampleNodes('second limit at night')),
      withFunction('night-limits', 'from: 22', 'from: 0'),
      withChanged('alerts-readings', { wires: [['night-limits']] }),
      withChanged('night-limits', { wires: [['alerts-threshold']] }),
    ].reduce((nodes, change) => change(nodes), flows),
  );
  await send({ temperature: 25 });
  await expect
    .poll(async () => (await listAlerts(plantOps.url)).map(({ message }) => message))
    .toEqual(['temperature is 25.0, threshold max 21.0']);
});

it('a daily summary: tells the lowest, the highest and the last value of each plant', async () => {
  await importing('daily summary');
  for (const light_level of [300, 100, 200]) await send({ light_level });
  // A reading is stored before it comes to the node that remembers it.
  const remembered = async (): Promise<string> =>
    JSON.stringify((await call(plantOps.url, 'GET', '/editor/context/flow/summary/day')).body);
  await eventually(async () => (await remembered()).includes(String.raw`\"last\":200`), { what: 'the last reading' });
  expect((await call(plantOps.url, 'POST', '/editor/inject/summary-evening')).status).toBe(200);
  await expect
    .poll(() => published.filter(({ topic }) => topic === 'flows/summary').map(({ text }) => text))
    .toEqual(['Fern: light_level 100 to 300, now 200']);
});

it('a pump on dry soil: the board is asked once to water', async () => {
  await importing('pump on dry soil');
  for (const soil_moisture of [60, 12, 11]) await send({ soil_moisture });
  await eventually(async () => (await row('soil_moisture')) === 11, { what: 'the last reading' });
  await expect.poll(() => commands).toEqual(['{"pump_s":5}']);
});

it('messages to Telegram: what the owner is told of also goes to the chat', async () => {
  await importing('messages to Telegram', (nodes) =>
    withChanged('telegram', {
      env: [
        { name: 'TELEGRAM_API', value: `http://127.0.0.1:${(telegram.address() as AddressInfo).port}`, type: 'str' },
        { name: 'TELEGRAM_TOKEN', type: 'cred' },
        { name: 'TELEGRAM_CHAT', value: '4711', type: 'str' },
      ],
      credentials: { TELEGRAM_TOKEN: '1:secret' },
    })(nodes),
  );
  await send({ humidity: 20 });
  await expect
    .poll(() => sentToTelegram)
    .toEqual([
      { path: '/bot1:secret/sendMessage', body: { chat_id: '4711', text: 'Fern: humidity is 20.0, threshold min 40.0' } },
    ]);
});

it('readings from another broker: are stored as those of the device that they are given to', async () => {
  await importing('readings from another broker', (nodes) =>
    withChanged('bridge-broker', { broker: '127.0.0.1', port: String(elsewhere.port) })(withDeviceId('bridge-read')(nodes)),
  );
  // The first may come before the node listens there.
  await eventually(
    async () => {
      await elsewhere.publish('tele/greenhouse/SENSOR', '{"Time":"2026-01-07T12:00:00","AM2301":{"Temperature":17.5,"Humidity":61}}');
      return (await row('temperature')) === 17.5;
    },
    { what: 'the reading of the other broker', everyMs: 300 },
  );
  expect(await row('humidity')).toBe(61);
});

it('calibration and a filter, put onto a wire: values are stretched, and what the filter drops is let go and counted', async () => {
  await editor.edit((flows) =>
    [
      withImported([...exampleNodes('calibrate a raw sensor'), ...exampleNodes('let go on purpose')]),
      withDeviceId('calibrate-soil'),
      withChanged('telemetry-validation', { wires: [['drop-switch'], ['telemetry-rejection']] }),
      withChanged('drop-switch', { wires: [['drop-let-go'], ['calibrate-soil']] }),
      withChanged('calibrate-soil', { wires: [['telemetry-enrich']] }),
    ].reduce((nodes, change) => change(nodes), flows),
  );
  const letGo = async (): Promise<number> => {
    const { body } = await call<string>(plantOps.url, 'GET', '/metrics');
    return Number(/^plantops_mqtt_messages_dropped_by_flow_total(?:\{.*\})? (\d+)$/m.exec(body)?.[1]);
  };
  // The server goes on counting from one file of tests to the next.
  const before = await letGo();
  await send({ humidity: 100 });
  await send({ temperature: 20, soil_moisture: 40 });
  await eventually(async () => (await row('soil_moisture')) === 25, { what: 'the calibrated value' });
  expect(await plantOps.query('SELECT 1 FROM telemetry WHERE humidity = 100')).toEqual([]);
  await eventually(async () => (await letGo()) === before + 1, { what: 'the count of messages let go' });
  const state = (await call<{ set_aside: unknown[] }>(plantOps.url, 'GET', '/api/flows')).body;
  expect([state.set_aside, (await getDevice(plantOps.url, fern.device_id)).rejected_count]).toEqual([[], 0]);
});
