import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ChangeBus } from '../services/bus/change-bus.ts';
import { forwardToEngine, forwardToHost, publishEngineChanges, publishOwnerChange } from './bus-bridge.ts';
import { engineOffer, hostOffer } from './offers.ts';

const quiet = pino({ level: 'silent' });
const READING = { device_id: 'dev_1', plant_id: null, time: '2026-01-07T12:00:00.000Z', temperature: 20 };

it('what the engine makes known arrives at the host in its order, at once after a pause and otherwise gathered', async () => {
  const [engine, host, clock] = [new ChangeBus(quiet), new ChangeBus(quiet), new FakeClock()];
  const sent: unknown[] = [];
  forwardToHost(engine, { tell: (_: string, changes: unknown) => void sent.push(changes) } as never, clock);
  void engine.publish('readings_stored', { readings: [READING] });
  void engine.publish('alerts_changed', { alertIds: [7] });
  expect(sent, 'the step of the event loop is not over').toEqual([]);
  await clock.advance(0);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  void engine.publish('message_rejected', { deviceId: 'dev_1', at: clock.now(), reason: 'no' });
  void engine.publish('mutes_ended', { plantIds: ['plant_1'] });
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toHaveLength(2);
  await clock.advance(2);
  void engine.publish('presence_changed', { deviceIds: ['dev_1'] });
  await clock.advance(0);
  expect(sent).toHaveLength(3);
  const heard: unknown[] = [];
  for (const name of ['readings_stored', 'alerts_changed', 'mutes_ended', 'presence_changed'] as const)
    host.on(name, (change) => heard.push([name, change]));
  for (const changes of sent) await publishEngineChanges(host, hostOffer.news.changes.parse(changes));
  expect(heard).toEqual([
    ['readings_stored', { readings: [READING] }],
    ['alerts_changed', { alertIds: [7] }],
    ['mutes_ended', { plantIds: ['plant_1'] }],
    ['presence_changed', { deviceIds: ['dev_1'] }],
  ]);
});

it('what the owner changes is followed by the engine before anyone else is told', async () => {
  const [engine, host] = [new ChangeBus(quiet), new ChangeBus(quiet)];
  const order: string[] = [];
  forwardToEngine(host, (change) =>
    publishOwnerChange(engine, engineOffer.calls.follow.input.parse(JSON.parse(JSON.stringify(change)))),
  );
  host.on(['thresholds_changed', 'plant_restored', 'data_replaced'], () => order.push('host'));
  engine.on(['thresholds_changed', 'plant_restored', 'data_replaced'], async (change) => {
    await Promise.resolve();
    order.push(`engine ${JSON.stringify(change)}`);
  });
  await host.publish('thresholds_changed', { plantIds: ['plant_1'] });
  await host.publish('plant_restored', { plantIds: ['plant_1'], deviceIds: ['dev_1'] });
  await host.publish('data_replaced', {});
  expect(order).toEqual([
    'engine {"plantIds":["plant_1"]}',
    'host',
    'engine {"plantIds":["plant_1"],"deviceIds":["dev_1"]}',
    'host',
    'engine {}',
    'host',
  ]);
});

it('what the engine could not follow is known to whoever made the change', async () => {
  const [engine, host] = [new ChangeBus(quiet), new ChangeBus(quiet)];
  engine.on('data_replaced', () => Promise.reject(new Error('the database is away')));
  forwardToEngine(host, (change) => publishOwnerChange(engine, change));
  expect(await host.publish('data_replaced', {})).toEqual([new Error('the database is away')]);
});
