import { describe, expect, it } from 'vitest';
import { FakeEventSource } from '../../testing/fake-event-source';
import { problem, settled } from '../../testing/fake-server';
import { plant, start } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { clock, pass, server } from '../../testing/stage';
import { useSimulatedPlants } from './use-simulated-plants';

const PATH = '/api/simulator';

async function guide(...before: ReturnType<typeof plant>[]) {
  server.answer('GET', '/api/start', start({ plants: before, devices: [] }));
  server.answer('POST', PATH, {});
  const screen = openScreen();
  await screen.garden.begin();
  screen.garden.start();
  await settled();
  await FakeEventSource.latest.connect();
  const shown = screen.show(useSimulatedPlants);
  return { ...screen, ...shown.it, leave: shown.leave, timers: clock.timers };
}
const arrive = (id: string, isAlive = true): Promise<void> =>
  FakeEventSource.latest.emit('plant', plant(id, isAlive ? {} : { latest: null }));

describe('simulated plants', () => {
  it('are there once all four have readings, even if the guide is gone by then', async () => {
    const { start: begin, arrived, isStarting, told, leave, timers } = await guide();
    const starting = begin();
    await settled();
    for (const id of ['a', 'b', 'c', 'd']) await arrive(id, false);
    expect([arrived.value, isStarting.value, told()]).toEqual([4, true, []]);
    leave();
    for (const id of ['a', 'b', 'c']) await arrive(id);
    expect(told()).toEqual([]);
    await arrive('d');
    await starting;
    expect([isStarting.value, told().length, clock.timers]).toEqual([false, 1, timers]);
    expect(server.asked('POST', PATH)[0]?.body).toEqual({ create_plants: true });
  });

  it('are counted from those that were there before, and never beyond four', async () => {
    const { start: begin, arrived } = await guide(plant('old', { latest: null }));
    const starting = begin();
    await settled();
    expect(arrived.value).toBe(0);
    await arrive('a', false);
    expect(arrived.value).toBe(1);
    await FakeEventSource.latest.emit('plant', { id: 'a', removed: true });
    await FakeEventSource.latest.emit('plant', { id: 'old', removed: true });
    expect(arrived.value).toBe(0);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await arrive(id);
    await starting;
    expect(arrived.value).toBe(4);
  });

  it('that are there at once are told at once', async () => {
    const { start: begin, told, timers } = await guide(...['a', 'b', 'c', 'd'].map((id) => plant(id)));
    await begin();
    expect([told().length, clock.timers]).toEqual([1, timers]);
  });

  it('of which some have no reading after a minute are told as they are', async () => {
    const { start: begin, toasts, isStarting } = await guide();
    const starting = begin();
    await settled();
    await arrive('a');
    await pass(59_999);
    expect(isStarting.value).toBe(true);
    await pass(1);
    await starting;
    expect([toasts.queue.map(({ kind }) => kind), isStarting.value]).toEqual([['done'], false]);
    for (const id of ['b', 'c', 'd']) await arrive(id);
    expect(toasts.queue.length).toBe(1);
  });

  it('of which none has a reading after a minute are told as a failure', async () => {
    const { start: begin, toasts, isStarting, told } = await guide();
    const starting = begin();
    await settled();
    await arrive('a', false);
    await pass(60_000);
    await starting;
    expect([toasts.queue.map(({ kind }) => kind), isStarting.value]).toEqual([['failed'], false]);
    expect(told()[0]).toMatch(/no plant has come/);
  });

  it('that the server refuses are told as a failure', async () => {
    const { start: begin, told, isStarting } = await guide();
    server.answer('POST', PATH, problem(409, { detail: 'Not in production.' }));
    await begin();
    expect([told(), isStarting.value]).toEqual([['Not in production.'], false]);
  });

  it('are undone with their devices and plants', async () => {
    const { start: begin, act, garden, told } = await guide(...['a', 'b', 'c', 'd'].map((id) => plant(id)));
    await begin();
    server.answer('DELETE', PATH, {});
    server.answer('GET', '/api/start', start({ plants: [], devices: [] }));
    await act();
    expect([server.asked('DELETE', PATH)[0]?.query, garden.plants, told()]).toEqual([
      { remove: 'true' },
      [],
      ['Undone.'],
    ]);
  });
});
