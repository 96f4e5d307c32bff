import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import notification from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const notice: Notice = {
  id: 'n1',
  alertId: 1,
  kind: 'breach',
  message: 'too dry',
  plantId: 'plant_1',
  deviceId: 'dev_1',
};

describe('the notification node', () => {
  itBehavesLikeANode(notification, undefined);

  it('releases the notice, then sends the message on', async () => {
    bench = await startNode(notification);
    bench.receive({ topic: 'breach', payload: notice });
    expect(await bench.next()).toMatchObject({ topic: 'breach', payload: notice });
    await bench.completed();
    expect(bench.services.outbox.released).toEqual(['n1']);
  });

  it('releases it on one channel only where its settings name one', async () => {
    bench = await startNode(notification, { config: { channel: ' discord ' } });
    bench.receive({ payload: notice });
    await bench.next();
    expect(bench.services.outbox.released).toEqual(['n1 on discord']);
  });

  it('reports a notice that cannot be released', async () => {
    const services = fakeServices();
    vi.spyOn(services.outbox, 'release').mockRejectedValue(new Error('the database is away'));
    bench = await startNode(notification, { services });
    bench.receive({ payload: notice });
    expect((await bench.caught()).error.message).toMatch(/database is away/);
    expect(bench.waiting()).toBe(0);
  });

  it('refuses anything that is not a notice', async () => {
    bench = await startNode(notification, { behindFunction: true });
    bench.receive({ payload: 'water me' });
    expect((await bench.caught()).error.message).toMatch(
      /not a notice: wire this node behind a threshold or presence node/,
    );
    expect(bench.services.outbox.released).toEqual([]);
  });

  it.each([
    { condition: { waiting: 2, lastError: undefined }, status: { fill: 'grey', text: '2 waiting' } },
    {
      condition: { waiting: 2, lastError: 'Discord cannot be reached' },
      status: { fill: 'yellow', text: '2 waiting: Discord cannot be reached' },
    },
  ])('shows $status.text', async ({ condition, status }) => {
    const services = fakeServices();
    services.outbox.condition = condition;
    bench = await startNode(notification, { services });
    expect(await bench.statusAfterASecond()).toMatchObject(status);
  });
});
