/** Node-RED's own mqtt nodes, logged in with the account that PlantOps has for them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { call } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { exampleNodes, FlowEditor, withImported } from '../harness/flow-editor.ts';
import { connectAsFlows } from '../harness/flows-login.ts';
import { KeptReadings } from '../harness/kept-readings.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** While as many were sent, the session of the server was ended twice or more before there was such an account. */
const READINGS = 200;

const plantOps = sharedServer();
const editor = new FlowEditor(() => plantOps.url);
const kept = new KeptReadings(() => plantOps);
beforeAll(() => plantOps.start());
afterAll(() => plantOps.remove());

/** The login as the examples of the import menu have it, and a node that listens with it. */
function listening(number: number): FlowNode[] {
  const login = exampleNodes('daily summary').find(({ type }) => type === 'mqtt-broker') as FlowNode;
  const place = { z: 'telemetry', x: 100, y: 500 + 40 * number };
  return [
    { ...login, id: `login-${number}` },
    { id: `in-${number}`, type: 'mqtt in', ...place, topic: 'devices/+/telemetry', qos: '1', datatype: 'auto-detect', broker: `login-${number}`, rap: true, inputs: 0, wires: [[`out-${number}`]] },
    { id: `out-${number}`, type: 'mqtt out', ...place, x: 400, topic: `flows/seen/${number}`, qos: '1', retain: 'false', broker: `login-${number}`, wires: [] },
  ];
}

it('five of them at once hear every reading, and none ends the session of the server', async () => {
  const heard = new Map<string, number>();
  const listener = await connectAsFlows(plantOps);
  listener.on('message', (topic) => heard.set(topic, (heard.get(topic) ?? 0) + 1));
  await listener.subscribeAsync('flows/#', { qos: 1 });
  await editor.edit(withImported([1, 2, 3, 4, 5].flatMap(listening)));
  await expect.poll(() => plantOps.output.match(/Connected to broker: mqtt:\/\/127\.0\.0\.1/g)).toHaveLength(5);
  const from = plantOps.output.length;
  const readings = await kept.load(50);
  readings.run();
  await eventually(() => readings.acknowledged.size > READINGS, { what: `${READINGS} readings` });
  await readings.disconnect();
  await kept.expectAllStored(readings);
  expect(plantOps.output.slice(from)).not.toMatch(/connection to the broker is lost|Disconnected from broker|already connected/);
  // What was acknowledged is stored; the broker may have passed on a few that were not acknowledged when the devices left.
  await expect
    .poll(() => [1, 2, 3, 4, 5].map((number) => heard.get(`flows/seen/${number}`) ?? 0))
    .toSatisfy((counts: number[]) => counts.every((count) => count === counts[0] && count >= readings.acknowledged.size));
  await listener.endAsync();
});

it('one with the client id of the server is refused before it can connect', async () => {
  const { flows, rev } = (await call<{ flows: FlowNode[]; rev: string }>(plantOps.url, 'GET', '/editor/flows', undefined, { 'Node-RED-API-Version': 'v2' })).body;
  const thief = { ...(listening(6)[0] as FlowNode), clientid: 'plantops-server' };
  const answer = await call<{ message: string }>(plantOps.url, 'POST', '/editor/flows', { flows: [...flows, thief], rev }, { 'Node-RED-API-Version': 'v2' });
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining("PlantOps' own at the broker")]);
});

it('the password of the account is nowhere in the files of the flows', async () => {
  const { flows } = await editor.read();
  expect(JSON.stringify(flows)).not.toMatch(/[0-9a-f]{64}/);
  expect(plantOps.output).not.toMatch(/plantops-flows:[0-9a-f]{8}/);
});
