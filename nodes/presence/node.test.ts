import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Heartbeat, Reading } from '@plantops/shared/messages.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import presence from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const heartbeat: Heartbeat = { deviceId: 'dev_1', receivedAt: NOW, vitals: { battery_pct: 80 } };
const reading: Reading = {
  deviceId: 'dev_1',
  plantId: null,
  time: NOW,
  receivedAt: NOW,
  clockWrong: true,
  values: { humidity: 50 },
};
const notice = (kind: 'offline' | 'online', alertId = 1): Notice => ({
  id: `n${alertId}`,
  alertId,
  kind,
  message: kind,
  plantId: null,
  deviceId: 'dev_1',
});

describe('the presence node', () => {
  itBehavesLikeANode(presence, { config: { sweepS: 6 }, field: 'sweepS' });

  it('notes a heartbeat with its vitals and acknowledges it', async () => {
    bench = await startNode(presence);
    bench.receive({ payload: heartbeat, delivery: 7 });
    await bench.completed();
    expect(bench.services.presence.heardOf).toEqual([
      { deviceId: 'dev_1', at: NOW, facts: { vitals: { battery_pct: 80 } } },
    ]);
    expect(bench.services.inbox.acknowledged).toEqual([7]);
    expect(bench.waiting()).toBe(0);
  });

  it('notes a reading and whether its clock was wrong', async () => {
    bench = await startNode(presence);
    bench.receive({ payload: reading });
    await bench.completed();
    expect(bench.services.presence.heardOf).toEqual([
      { deviceId: 'dev_1', at: NOW, facts: { clockWrong: true, values: { humidity: 50 } } },
    ]);
  });

  it('sends a notice when a device is back', async () => {
    const services = fakeServices();
    services.presence.returned = notice('online');
    bench = await startNode(presence, { services });
    bench.receive({ payload: heartbeat });
    expect(await bench.next()).toMatchObject({ topic: 'online', payload: notice('online') });
  });

  it('looks for silent devices every second by default, and sends a notice for each', async () => {
    const services = fakeServices();
    bench = await startNode(presence, { services });
    services.presence.overdue = [notice('offline', 1), notice('offline', 2)];
    await bench.pass(1000);
    expect([(await bench.next()).payload, (await bench.next()).payload]).toEqual([
      notice('offline', 1),
      notice('offline', 2),
    ]);
    expect(services.presence.sweeps).toEqual([new Date(NOW.getTime() + 1000)]);
    expect(services.presence.missed).toEqual([3]);
  });

  it('lets devices miss as many heartbeats as its settings say', async () => {
    bench = await startNode(presence, { config: { missedHeartbeats: '20' } });
    await bench.pass(1000);
    expect(bench.services.presence.missed).toEqual([20]);
  });

  it('never runs two sweeps at once, however long the database takes', async () => {
    const services = fakeServices();
    let finish: (notices: Notice[]) => void = () => undefined;
    const sweep = vi.spyOn(services.presence, 'sweep').mockImplementation(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    bench = await startNode(presence, { services });
    await bench.pass(5000);
    expect(sweep).toHaveBeenCalledTimes(1);
    finish([]);
    await new Promise((resolve) => setImmediate(resolve));
    await bench.pass(1000);
    expect(sweep).toHaveBeenCalledTimes(2);
  });

  it('reports a failed sweep and sweeps again', async () => {
    const services = fakeServices();
    vi.spyOn(services.presence, 'sweep').mockRejectedValueOnce(new Error('the database is away'));
    bench = await startNode(presence, { services });
    await bench.pass(1000);
    await patiently(() => expect(bench.errors()).toEqual(['the database is away']));
    services.presence.overdue = [notice('offline')];
    await bench.pass(1000);
    expect((await bench.next()).payload).toEqual(notice('offline'));
  });

  it('stops sweeping after it is removed', async () => {
    const services = fakeServices();
    bench = await startNode(presence, { services });
    await bench.stop();
    expect(bench.timersLeft()).toBe(0);
  });

  it.each([
    { tally: { online: 3, offline: 0 }, status: { fill: 'grey', text: '3 online' } },
    { tally: { online: 3, offline: 1 }, status: { fill: 'yellow', text: '3 online, 1 offline' } },
  ])('shows $status.text', async ({ tally, status }) => {
    const services = fakeServices();
    services.presence.tally = tally;
    bench = await startNode(presence, { services });
    expect(await bench.statusAfterASecond()).toMatchObject(status);
  });

  it('refuses anything that is neither a reading nor a heartbeat', async () => {
    bench = await startNode(presence, { behindFunction: true });
    bench.receive({ payload: { deviceId: 'dev_1' } });
    expect((await bench.caught()).error.message).toMatch(/not a reading or a heartbeat/);
  });
});
