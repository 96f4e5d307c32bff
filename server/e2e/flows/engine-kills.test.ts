/** What is on its way through the flows when a process is killed, on one server. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { KeptReadings } from '../harness/kept-readings.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';

const plantOps = new PlantOpsProcess();
const kept = new KeptReadings(() => plantOps);
const editor = new FlowEditor(() => plantOps.url);
beforeAll(() => plantOps.start());
afterEach(() => kept.abandon());
afterAll(() => plantOps.remove());

it('the engine killed four times under load loses and doubles nothing, and takes readings again within seconds', async () => {
  const readings = await kept.load(200);
  readings.run();
  for (let kills = 0; kills < 4; kills += 1) {
    await readings.acknowledgedMore(40);
    const pid = plantOps.enginePid;
    process.kill(pid, 'SIGKILL');
    await eventually(() => plantOps.enginePid !== pid && isAlive(plantOps.enginePid));
  }
  await readings.disconnect();
  await kept.expectAllStored(readings);
});

it('readings in a delay are kept when it is removed, and over a kill, each once', async () => {
  const { flows: original } = await editor.read();
  await editor.edit((flows) => [
    ...withChanged('telemetry-ingest', { wires: [['delay']] })(flows),
    { id: 'delay', type: 'delay', z: 'telemetry', name: '', pauseType: 'delay', timeout: '5', timeoutUnits: 'minutes', rate: '1', nbRateUnits: '1', rateUnits: 'second', randomFirst: '1', randomLast: '5', randomUnits: 'seconds', drop: false, allowrate: false, outputs: 1, x: 250, y: 60, wires: [['telemetry-validation']] },
  ]);
  const readings = await kept.load(5);
  readings.run();
  await readings.acknowledgedMore(8);
  await readings.disconnect();
  // The broker need not keep what waits for long.
  await eventually(async () => (await plantOps.query('SELECT FROM waiting_messages')).length === readings.acknowledged.size);
  await plantOps.kill();
  await plantOps.start();
  expect((await kept.stored()).filter((key) => readings.acknowledged.has(key))).toEqual([]);
  await editor.edit(() => original);
  await kept.expectAllStored(readings);
  await eventually(async () => (await plantOps.query('SELECT FROM waiting_messages')).length === 0);
});
