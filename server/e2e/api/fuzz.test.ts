import type { Device } from '@plantops/shared/api/devices.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { Fuzzer } from '../harness/fuzzer.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { operationsOf, sendAll } from '../harness/random-requests.ts';

const REQUESTS = 2000;
/** How many devices there are, each with a plant of its own. */
const KNOWN = 40;
const SEED = 20_260_101;
describe('2,000 requests made up at random', () => {
  const plantOps = new PlantOpsProcess();
  let api: JudgedApi;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it('none causes a server error or reveals internals, each is answered as documented, and the server stays ready', async () => {
    // Enough that some remain after all the random deletions.
    const ids = ['1', '2', '3'];
    for (let count = 0; count < KNOWN; count += 1) {
      const { device_id } = await register(plantOps.url);
      ids.push(device_id, await assignNewPlant(plantOps.url, device_id, { name: `Fern ${count}` }));
    }
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity) SELECT now() - n * interval '1 minute', id, plant_id, n FROM devices, generate_series(1, 100) AS n`,
    );
    await plantOps.query(
      `INSERT INTO alerts (plant_id, device_id, metric, value, threshold, direction, message) SELECT plant_id, id, 'humidity', 10, 20, 'min', 'humidity is 10.0, threshold min 20.0' FROM devices`,
    );
    await plantOps.query(
      `INSERT INTO journal_entries (plant_id, kind, note) SELECT plant_id, 'note', 'x' FROM devices`,
    );
    const fuzzer = new Fuzzer({ operations: operationsOf(api.judge.document.paths), ids }, SEED);
    const requests = Array.from({ length: REQUESTS }, () => fuzzer.next());
    const { faults, statuses } = await sendAll(plantOps.url, requests, (method, path, { status, headers, text }) => {
      const isJson = /[/+]json\b/.test(headers['content-type'] ?? '');
      if (method !== 'OPTIONS' && status !== 304)
        api.check(method, path, {
          status,
          headers: new Headers({ 'content-type': headers['content-type'] ?? '' }),
          body: isJson ? (JSON.parse(text) as unknown) : text,
        });
    });

    expect(faults).toEqual([]);
    // Shows that not all requests were refused.
    for (const status of [200, 201, 204, 400, 404, 413])
      expect([status, (statuses.get(status) ?? 0) > 0]).toEqual([status, true]);
    expect((await call<{ ready: boolean }>(plantOps.url, 'GET', '/readyz')).body).toMatchObject({ ready: true });
    expect(Array.isArray((await api.get<Device[]>('/api/devices')).body)).toBe(true);
    expect(plantOps.output.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
