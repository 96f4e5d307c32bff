import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ChangeBus } from './change-bus.ts';

const quiet = pino({ level: 'silent' });

test('listeners are called one by one in order of subscription, and publish waits for the last', async () => {
  const bus = new ChangeBus(quiet);
  const order: string[] = [];
  bus.on('thresholds_changed', async ({ plantIds }) => {
    await Promise.resolve();
    order.push(`first ${plantIds.join()}`);
  });
  bus.on(['species_changed', 'thresholds_changed'], ({ plantIds }) => order.push(`second ${plantIds.join()}`));
  await bus.publish('thresholds_changed', { plantIds: ['a', 'b'] });
  expect(order).toEqual(['first a,b', 'second a,b']);
});

test('a failing listener is reported, and the others are still called', async () => {
  const lines: string[] = [];
  const bus = new ChangeBus(pino({}, { write: (line) => lines.push(line) }));
  const heard: string[] = [];
  bus.on('mutes_changed', () => Promise.reject(new Error('the database is away')));
  bus.on('mutes_changed', () => heard.push('other'));
  const failures = await bus.publish('mutes_changed', { plantIds: ['a'] });
  expect(failures.map(({ message }) => message)).toEqual(['the database is away']);
  expect(heard).toEqual(['other']);
  expect(lines.join()).toContain('mutes changed');
});

test('an unsubscribed listener is no longer called for any of its changes', async () => {
  const bus = new ChangeBus(quiet);
  const heard: string[] = [];
  const stop = bus.on(['plants_changed', 'species_changed'], () => heard.push('one'));
  bus.on('plants_changed', () => heard.push('other'));
  stop();
  await bus.publish('plants_changed', { plantIds: [] });
  await bus.publish('species_changed', { plantIds: [] });
  expect(heard).toEqual(['other']);
});

test('a listener that throws something other than an error is reported as one, at every change', async () => {
  const bus = new ChangeBus(quiet);
  bus.on('mutes_changed', () => {
    // oxlint-disable-next-line typescript/only-throw-error -- code of others may throw anything
    throw 'no space';
  });
  for (let round = 0; round < 2; round += 1)
    expect(await bus.publish('mutes_changed', { plantIds: ['a'] })).toEqual([new Error('no space')]);
});

test('a listener that subscribes twice is called twice, and each subscription ends for itself alone', async () => {
  const bus = new ChangeBus(quiet);
  const heard: string[] = [];
  const [stopOne] = ['one', 'two'].map((name) => bus.on('plants_changed', () => heard.push(name)));
  await bus.publish('plants_changed', { plantIds: [] });
  stopOne?.();
  stopOne?.();
  await bus.publish('plants_changed', { plantIds: [] });
  expect(heard).toEqual(['one', 'two', 'two']);
});

test('a change without listeners is not an error', async () => {
  expect(await new ChangeBus(quiet).publish('changes_missed', {})).toEqual([]);
});
