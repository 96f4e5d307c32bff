import type { FlowNodeFigures } from '@plantops/shared/api/flows.ts';
import type { DeviceWays } from '@plantops/shared/api/ways.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { call, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const withThrowing = (flows: FlowNode[]): FlowNode[] => [
  ...withChanged('telemetry-ingest', { wires: [['between']] })(flows),
  {
    id: 'between',
    type: 'function',
    z: 'telemetry',
    name: 'mine',
    func: 'throw new Error("no luck");',
    outputs: 1,
    timeout: 0,
    x: 250,
    y: 60,
    wires: [['telemetry-validation']],
  },
];

describe('the way of a reading', () => {
  const plantOps = new PlantOpsProcess();
  const editor = new FlowEditor(() => plantOps.url);
  beforeAll(async () => {
    await plantOps.start();
  });
  afterAll(() => plantOps.remove());

  it('spike', async () => {
    const credentials = await register(plantOps.url, undefined, { name: 'Window' });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { temperature: 20 });
    const ways = async () => (await call<DeviceWays>(plantOps.url, 'GET', `/api/devices/${credentials.device_id}/ways`)).body;
    await eventually(async () => (await ways()).ways[0]?.outcome === 'stored');
    console.log(JSON.stringify(await ways(), null, 1));
    await editor.edit(withThrowing);
    await publishReading(client, credentials, { temperature: 21 });
    await eventually(async () => (await ways()).ways[0]?.outcome === 'set_aside', { timeoutMs: 20000 });
    console.log(JSON.stringify((await ways()).ways[0], null, 1));
    await client.publishAsync(credentials.topics.telemetry, '{"temperature":"warm"}', { qos: 1 });
    console.log(JSON.stringify((await call<FlowNodeFigures[]>(plantOps.url, 'GET', '/api/flows/nodes')).body.filter(({messages}) => messages > 0), null, 0));
    console.log((await (await fetch(`${plantOps.url}/metrics`)).text()).split('\n').filter((l) => l.includes('plantops_node')).slice(0, 60).join('\n'));
    await client.endAsync();
  });
});
