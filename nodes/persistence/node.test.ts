import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { StoreOutcome } from '@plantops/shared/ports.ts';
import persistence from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const reading: Reading = {
  deviceId: 'dev_1',
  plantId: 'plant_1',
  time: NOW,
  receivedAt: NOW,
  clockWrong: false,
  values: { humidity: 50 },
};

describe('the persistence node', () => {
  itBehavesLikeANode(persistence, undefined);

  it.each(['stored', 'duplicate'] as const)('sends on a %s reading and acknowledges it', async (outcome) => {
    const services = fakeServices();
    services.readings.outcome = { outcome };
    bench = await startNode(persistence, { services });
    bench.receive({ payload: reading, delivery: 7 });
    expect(await bench.next(0)).toMatchObject({ outcome, delivery: 7, payload: { deviceId: 'dev_1' } });
    await bench.completed();
    expect(services.readings.stored).toEqual([reading]);
    expect(services.inbox.acknowledged).toEqual([7]);
  });

  it('notes what was remarked about a reading at its device', async () => {
    const services = fakeServices();
    bench = await startNode(persistence, { services });
    const remarks = [{ code: 'value_clamped', field: 'humidity', sent: '101', stored: 100 }];
    bench.receive({ payload: { ...reading, remarks }, delivery: 7 });
    await bench.next(0);
    expect(services.findings.noted).toEqual([
      { deviceId: 'dev_1', code: 'value_clamped', metric: 'humidity', evidence: { sent: '101', stored: 100 } },
    ]);
  });

  it('holds a delivery at once, and acknowledges it only after the database commits', async () => {
    const services = fakeServices();
    let committed: (outcome: StoreOutcome) => void = () => undefined;
    services.readings.append = () =>
      new Promise((resolve) => {
        committed = resolve;
      });
    bench = await startNode(persistence, { services });
    bench.receive({ payload: reading, delivery: 7 });
    await patiently(() => expect(services.inbox.held).toEqual([7]));
    expect(services.inbox.acknowledged).toEqual([]);
    expect(bench.waiting(0)).toBe(0);
    committed({ outcome: 'stored' });
    await bench.next(0);
    expect(services.inbox.acknowledged).toEqual([7]);
  });

  it('stores many readings concurrently', async () => {
    const services = fakeServices();
    const commits: ((outcome: StoreOutcome) => void)[] = [];
    services.readings.append = () =>
      new Promise((resolve) => {
        commits.push(resolve);
      });
    bench = await startNode(persistence, { services });
    for (let delivery = 1; delivery <= 3; delivery += 1) bench.receive({ payload: reading, delivery });
    await patiently(() => expect(commits).toHaveLength(3));
    for (const commit of commits) commit({ outcome: 'stored' });
    for (let delivery = 1; delivery <= 3; delivery += 1) expect((await bench.next(0)).delivery).toBe(delivery);
  });

  it('sends a refused reading to its second output, as the device would send it, not yet acknowledged', async () => {
    const services = fakeServices();
    services.readings.outcome = { outcome: 'refused', reason: 'out of range' };
    bench = await startNode(persistence, { services });
    bench.receive({ payload: reading, topic: 'devices/dev_1/telemetry', delivery: 7 });
    const sent = await bench.next(1);
    expect(sent.delivery).toBe(7);
    expect(sent.payload).toEqual({
      deviceId: 'dev_1',
      receivedAt: NOW,
      topic: 'devices/dev_1/telemetry',
      payload: '{"timestamp":"2026-03-01T12:00:00.000Z","humidity":50}',
      reason: 'out of range',
      cause: { code: 'not_stored', evidence: { why: 'out of range' } },
      setAside: true,
    });
    expect(services.inbox).toMatchObject({ handedOn: [7], acknowledged: [] });
    expect(bench.waiting(0)).toBe(0);
  });

  it('passes the delivery number of a reading to the store', async () => {
    const services = fakeServices();
    const append = vi.spyOn(services.readings, 'append');
    bench = await startNode(persistence, { services });
    bench.receive({ payload: reading, delivery: 7 });
    await bench.next(0);
    expect(append).toHaveBeenCalledWith(reading, 7);
  });

  it('stores a reading without a delivery number, such as one from an inject node', async () => {
    bench = await startNode(persistence);
    bench.receive({ payload: reading });
    await bench.next(0);
    expect(bench.services.inbox.held).toEqual([]);
    expect(bench.services.inbox.acknowledged).toEqual([]);
  });

  it('refuses anything that is not a reading, and holds nothing', async () => {
    bench = await startNode(persistence, { behindFunction: true });
    bench.receive({ payload: 'wet', delivery: 7 });
    expect((await bench.caught()).error.message).toMatch(/not a reading/);
    expect(bench.services.inbox.held).toEqual([]);
  });

  it('shows how many readings wait', async () => {
    const services = fakeServices();
    services.readings.waiting = () => 12;
    bench = await startNode(persistence, { services });
    expect((await bench.statusAfterASecond()).text).toBe('12 waiting');
  });
});
