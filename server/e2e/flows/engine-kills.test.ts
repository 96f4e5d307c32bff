import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { eventually, sleep } from '../harness/eventually.ts';
import { KeptReadings } from '../harness/kept-readings.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';

const plantOps = new PlantOpsProcess();
const kept = new KeptReadings(() => plantOps);
beforeAll(() => plantOps.start());
afterEach(() => kept.abandon());
afterAll(() => plantOps.remove());

it('the engine killed ten times under load loses and doubles nothing, and takes readings again within seconds', async () => {
  const readings = await kept.load(200);
  readings.run();
  for (let kills = 0; kills < 10; kills += 1) {
    await sleep(300);
    const pid = plantOps.enginePid;
    process.kill(pid, 'SIGKILL');
    await eventually(() => plantOps.enginePid !== pid && isAlive(plantOps.enginePid));
  }
  await readings.disconnect();
  await kept.expectAllStored(readings);
});
