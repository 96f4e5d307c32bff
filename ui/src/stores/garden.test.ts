import { describe, expect, it } from 'vitest';
import { getFlows, type Plant, type ReadingEvent } from '../api/generated';
import { browserStorage } from '../testing/browser-storage';
import { begunScreen, liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem, settled } from '../testing/fake-server';
import { careProgress, carePlan } from '../testing/care-samples';
import {
  alert,
  at,
  basil,
  basilDevice,
  device,
  fern,
  fernDevice,
  flowState,
  lockedOut,
  plant,
  reading,
  setAsideGroup,
  start,
} from '../testing/samples';
import { openScreen, type Screen } from '../testing/screen';
import { clock, pass, server } from '../testing/stage';

const SECOND = 1000;
const COPY_EVERY_MS = 30 * SECOND;

const names = ({ garden }: Screen): string[] => garden.plants.map(({ name }) => name);
const moisture = ({ garden }: Screen, id: string): unknown => garden.state.plants[id]?.latest?.soil_moisture;

describe('the start', () => {
  it('shows plants, devices and alerts, each in its order', async () => {
    const { garden, session, freshness } = await begunScreen(
      start({
        plants: [fern(), basil(), plant('cactus', { status: 'alert' })],
        devices: [
          fernDevice({ name: 'Window' }),
          basilDevice({ name: 'Attic' }),
          device('spare', null, { name: 'Spare' }),
        ],
        alerts: [alert(1, 'fern', { closed_at: at('11:30') }), alert(3), alert(2, 'basil')],
      }),
    );
    expect(garden.plants.map(({ id }) => id)).toEqual(['cactus', 'basil', 'fern']);
    expect(garden.devices.map(({ name }) => name)).toEqual(['Attic', 'Spare', 'Window']);
    expect(garden.unassigned.map(({ id }) => id)).toEqual(['spare']);
    expect(garden.alerts.map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(garden.openAlerts.map(({ id }) => id)).toEqual([3, 2]);
    expect([garden.isLoaded, garden.isLive, garden.loadError, freshness.valuesOf]).toEqual([
      true,
      true,
      undefined,
      undefined,
    ]);
    expect([session.isOpen, session.passwordRequired]).toEqual([true, true]);
  });

  it('without a session loads nothing, and follows nothing', async () => {
    const { garden, session } = await begunScreen(lockedOut);
    expect([garden.isLoaded, session.isOpen]).toEqual([false, false]);
    garden.start();
    await settled();
    expect(FakeEventSource.all).toEqual([]);
  });

  it('asks once, and the stream continues after what it was answered', async () => {
    const { garden } = await liveScreen();
    garden.start();
    await settled();
    expect(server.calls.map(({ path }) => path)).toEqual(['/api/start']);
    expect(FakeEventSource.all.map(({ lastEventId }) => lastEventId)).toEqual(['10']);
  });

  it('that the server refuses fails, and says why', async () => {
    server.answer('GET', '/api/start', problem(503, { detail: 'The database is away.' }));
    const { garden, session } = openScreen();
    await expect(garden.begin()).rejects.toThrow('The database is away.');
    expect([garden.loadError, garden.isLoaded, session.isOpen]).toEqual(['The database is away.', false, undefined]);
  });
});

describe('a start without a connection', () => {
  async function copied(): Promise<void> {
    const screen = await liveScreen(start({ alerts: [alert(4)] }));
    screen.close();
    server.isReachable = false;
  }

  it('shows the copy of the last visit, with its age', async () => {
    await copied();
    const then = clock.now().getTime();
    await pass(60 * SECOND);
    const screen = openScreen();
    await screen.garden.begin();
    expect(names(screen)).toEqual(['Basil', 'Fern']);
    expect([screen.garden.devices.length, screen.garden.openAlerts.map(({ id }) => id)]).toEqual([2, [4]]);
    expect([screen.freshness.valuesOf, screen.garden.isLive, screen.session.isOpen]).toEqual([
      new Date(then),
      false,
      true,
    ]);
    expect(screen.garden.loadError).toBeUndefined();
  });

  it('is replaced by the state of the server once that is reached', async () => {
    await copied();
    const screen = openScreen();
    await screen.garden.begin();
    screen.garden.start();
    await settled();
    server.isReachable = true;
    server.answer('GET', '/api/start', start({ plants: [fern({ name: 'Renamed' })] }));
    await pass(2 * SECOND);
    await FakeEventSource.latest.connect();
    expect(names(screen)).toEqual(['Renamed']);
    expect([screen.freshness.valuesOf, screen.garden.isLive]).toEqual([undefined, true]);
  });

  it('never saves the old copy as new', async () => {
    await copied();
    const [saved] = browserStorage.values();
    const screen = openScreen();
    await screen.garden.begin();
    screen.garden.start();
    await pass(3 * COPY_EVERY_MS);
    expect(browserStorage.values()).toEqual([saved]);
  });

  it('and without a copy fails, and says why', async () => {
    server.isReachable = false;
    const { garden } = openScreen();
    await expect(garden.begin()).rejects.toMatchObject({ status: 0 });
    expect(garden.loadError).toMatch(/reach/);
  });

  it('in a browser that keeps nothing fails, and says why', async () => {
    await copied();
    browserStorage.refuse();
    const { garden } = openScreen();
    await expect(garden.begin()).rejects.toMatchObject({ status: 0 });
    expect(garden.isLoaded).toBe(false);
  });

  it('shows no copy if the server answers with a refusal', async () => {
    await copied();
    server.isReachable = true;
    server.answer('GET', '/api/start', problem(503));
    const { garden } = openScreen();
    await expect(garden.begin()).rejects.toMatchObject({ status: 503 });
    expect(garden.plants).toEqual([]);
  });
});

describe('live events', () => {
  it('change what they are about, and nothing else', async () => {
    const screen = await liveScreen(start({ alerts: [alert(1)] }));
    const stream = FakeEventSource.latest;
    await stream.emit('reading', reading('fern', at('12:00'), { soil_moisture: 55 }));
    expect([moisture(screen, 'fern'), moisture(screen, 'basil')]).toEqual([55, 40]);
    await stream.emit('plant', basil({ name: 'Herb' }));
    await stream.emit('device', fernDevice({ name: 'Sill' }));
    await stream.emit('alert', alert(1, 'fern', { closed_at: at('12:01') }));
    expect(names(screen)).toEqual(['Fern', 'Herb']);
    expect(screen.garden.state.devices['fern-board']?.name).toBe('Sill');
    expect([screen.garden.openAlerts, screen.garden.alerts.length]).toEqual([[], 1]);
    await stream.emit('plant', { id: 'basil', removed: true });
    await stream.emit('device', { id: 'basil-board', removed: true });
    expect([names(screen), Object.keys(screen.garden.state.devices)]).toEqual([['Fern'], ['fern-board']]);
  });

  it('reach every screen', async () => {
    const screens = [await liveScreen(), await liveScreen()];
    for (const stream of FakeEventSource.all)
      await stream.emit('reading', reading('basil', at('12:00'), { soil_moisture: 9 }));
    expect(screens.map((screen) => moisture(screen, 'basil'))).toEqual([9, 9]);
  });

  it('that arrive while everything is fetched again are applied to the new state, in their order', async () => {
    const screen = await liveScreen();
    const fetched = server.hold('GET', '/api/start');
    const stream = FakeEventSource.latest;
    await stream.emit('reset');
    await stream.emit('plant', fern({ name: 'First' }));
    await stream.emit('plant', fern({ name: 'Second' }));
    expect(names(screen)).toEqual(['Basil', 'Fern']);
    await fetched.answer(start({ plants: [fern({ name: 'Snapshot' }), plant('new')] }));
    expect(names(screen)).toEqual(['New', 'Second']);
    expect(screen.garden.state.plants.fern?.name).toBe('Second');
  });

  it('wait for the last of several fetches', async () => {
    const screen = await liveScreen();
    const [one, two] = [server.hold('GET', '/api/start'), server.hold('GET', '/api/start')];
    const stream = FakeEventSource.latest;
    await stream.emit('reset');
    await stream.emit('reset');
    await stream.emit('plant', fern({ name: 'Live' }));
    await one.answer(start());
    expect(names(screen)).toEqual(['Basil', 'Fern']);
    await two.answer(start());
    expect(names(screen)).toEqual(['Basil', 'Live']);
  });

  it('that arrive while a fetch fails are not lost', async () => {
    const screen = await liveScreen();
    const fetched = server.hold('GET', '/api/start');
    await FakeEventSource.latest.emit('reset');
    await FakeEventSource.latest.emit('plant', fern({ name: 'Live' }));
    await fetched.lose();
    expect(names(screen)).toEqual(['Basil', 'Live']);
    expect(screen.garden.loadError).toBeUndefined();
  });

  it('reach listeners until they stop listening, whether or not the plant is on the screen', async () => {
    const { garden } = await liveScreen();
    const seen: unknown[] = [];
    const stops = [
      garden.onReading((event: ReadingEvent) => seen.push(event.plant_id)),
      garden.onCare({
        plan: ({ plant_id }) => seen.push(['plan', plant_id]),
        progress: ({ plant_id, step }) => seen.push([step, plant_id]),
      }),
    ];
    const stream = FakeEventSource.latest;
    const send = async (): Promise<void> => {
      await stream.emit('reading', reading('fern', at('12:00'), {}));
      await stream.emit('reading', reading(null, at('12:00'), {}));
      await stream.emit('care_plan', carePlan(1, 'basil'));
      await stream.emit('care_progress', careProgress('fern', { step: 'check' }));
    };
    await send();
    const all = ['fern', null, ['plan', 'basil'], ['check', 'fern']];
    expect(seen).toEqual(all);
    for (const stop of stops) stop();
    await send();
    expect(seen).toEqual(all);
  });
});

describe('the state of the flows', () => {
  const aside = (count: number) => flowState({ set_aside: [setAsideGroup({ count })] });
  const count = ({ garden }: Screen): number | undefined => garden.state.flows?.set_aside[0]?.count;
  const stopped = flowState({ running: false });

  it('comes with the start, and changes with live events', async () => {
    const { garden } = await liveScreen(start({ flows: stopped }));
    expect(garden.state.flows).toEqual(stopped);
    await FakeEventSource.latest.emit('flows', flowState());
    expect(garden.state.flows).toEqual(flowState());
  });

  it('is not known from a server that does not tell, nor without a connection', async () => {
    const screen = await liveScreen(start({ flows: undefined }));
    expect(screen.garden.state.flows).toBeUndefined();
    await FakeEventSource.latest.emit('flows', stopped);
    screen.close();
    server.isReachable = false;
    const later = openScreen();
    await later.garden.begin();
    expect([later.garden.isLoaded, later.garden.state.flows]).toEqual([true, undefined]);
  });

  it('is forgotten at the logout, also where its answer was on its way', async () => {
    const { garden } = await liveScreen(start({ flows: stopped }));
    const asked = server.hold('GET', '/api/flows');
    const done = garden.loadFlows();
    garden.stop();
    await asked.answer(stopped);
    await done;
    expect(garden.state.flows).toBeUndefined();
  });

  it('is asked for, and stays as it is if that fails', async () => {
    const screen = await liveScreen(start({ flows: aside(2) }));
    server.answer('GET', '/api/flows', aside(1));
    await screen.garden.loadFlows();
    expect(count(screen)).toBe(1);
    server.answer('GET', '/api/flows', problem(503, { detail: 'Not now.' }));
    await screen.garden.loadFlows();
    expect(count(screen)).toBe(1);
    await expect(screen.garden.askFlows(() => getFlows({ throwOnError: true }))).rejects.toThrow('Not now.');
  });

  it('is not replaced by an older answer: an event or the answer to a later request is newer', async () => {
    const screen = await liveScreen();
    const [first, second, third] = [1, 2, 3].map(() => server.hold('GET', '/api/flows'));
    const all = [screen.garden.loadFlows(), screen.garden.loadFlows()];
    await settled();
    await second?.answer(aside(2));
    await first?.answer(aside(1));
    expect(count(screen)).toBe(2);
    all.push(screen.garden.loadFlows());
    await settled();
    await FakeEventSource.latest.emit('flows', aside(9));
    await third?.answer(aside(3));
    await Promise.all(all);
    expect(count(screen)).toBe(9);
  });

  it('that arrives while everything is fetched again is newer than the snapshot', async () => {
    const screen = await liveScreen();
    const fetched = server.hold('GET', '/api/start');
    await FakeEventSource.latest.emit('reset');
    await FakeEventSource.latest.emit('flows', aside(4));
    await fetched.answer(start());
    expect(count(screen)).toBe(4);
  });
});

describe('a connection that drops', () => {
  it('is shown until it is back', async () => {
    const { garden } = await liveScreen();
    await FakeEventSource.latest.drop();
    expect(garden.isLive).toBe(false);
    await FakeEventSource.latest.connect();
    expect(garden.isLive).toBe(true);
  });

  it('for good, is opened again from the state that was fetched anew', async () => {
    const screen = await liveScreen();
    await FakeEventSource.latest.giveUp();
    server.answer('GET', '/api/start', start({ event_id: '77', plants: [fern({ name: 'Later' })] }));
    await pass(2 * SECOND);
    expect(FakeEventSource.all.map(({ lastEventId }) => lastEventId)).toEqual(['10', '77']);
    expect(names(screen)).toEqual(['Later']);
  });

  it('for good after a reset, continues after a fetch of its own', async () => {
    const screen = await liveScreen();
    server.answer('GET', '/api/start', start({ event_id: '20' }));
    await FakeEventSource.latest.emit('reset');
    server.answer('GET', '/api/start', start({ event_id: '30' }));
    await FakeEventSource.latest.giveUp();
    await pass(2 * SECOND);
    expect(FakeEventSource.latest.lastEventId).toBe('30');
    expect(screen.garden.isLoaded).toBe(true);
  });
});

describe('the copy in the browser', () => {
  const saved = (): { savedAt: number; plants: Plant[] } =>
    browserStorage.values()[0] as { savedAt: number; plants: Plant[] };

  it('is saved when the stream is open, and renewed', async () => {
    const screen = await liveScreen();
    expect(saved()).toMatchObject({ savedAt: clock.now().getTime(), plants: [{ id: 'fern' }, { id: 'basil' }] });
    await FakeEventSource.latest.emit('plant', fern({ name: 'Renamed' }));
    expect(saved().plants[0]?.name).toBe('Fern');
    await pass(COPY_EVERY_MS);
    expect(saved().plants[0]?.name).toBe('Renamed');
    expect(screen.freshness.valuesOf).toBeUndefined();
  });

  it('says its age by the clock of the server', async () => {
    server.aheadMs = 600 * SECOND;
    await liveScreen();
    expect(saved().savedAt).toBe(clock.now().getTime() + 600 * SECOND);
  });

  it('is not renewed without a connection, because the values would look newer than they are', async () => {
    await liveScreen();
    const before = saved();
    await FakeEventSource.latest.drop();
    await pass(4 * COPY_EVERY_MS);
    expect(saved()).toEqual(before);
  });

  it('is not made of nothing', async () => {
    const { garden } = await begunScreen(lockedOut);
    garden.start();
    await pass(2 * COPY_EVERY_MS);
    expect(browserStorage.isEmpty).toBe(true);
  });
});
