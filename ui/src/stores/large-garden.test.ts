/** A house with more plants than the first answer of the server holds. */
import { describe, expect, it } from 'vitest';
import { browserStorage } from '../testing/browser-storage';
import { begunScreen, liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { type Held, page, problem, settled } from '../testing/fake-server';
import { alert, at, basil, basilDevice, device, fern, fernDevice, plant, reading, start } from '../testing/samples';
import type { Screen } from '../testing/screen';
import { pass, server } from '../testing/stage';

const FIRST = {
  plants: [fern()],
  devices: [fernDevice()],
  alerts: [alert(9, 'fern', { closed_at: at('11:30') })],
  more: true,
};
const ids = ({ garden }: Screen): string[] => garden.plants.map(({ id }) => id).sort();

/** The lists have two pages of plants, one of devices, and an open alert. */
function answerLists(): void {
  server.answer('GET', '/api/plants', ({ query }: { query: Record<string, string> }) =>
    query.cursor === undefined ? page([fern(), basil()], 'fern') : page([plant('cactus')]),
  );
  server.answer('GET', '/api/devices', page([fernDevice(), basilDevice(), device('spare', null)]));
  server.answer('GET', '/api/alerts', page([alert(7)]));
}
/** The list of plants is answered when the test says so. */
function holdPlants(): Held {
  answerLists();
  return server.hold('GET', '/api/plants');
}

describe('a house with many plants', () => {
  it('shows the first ones at once, and then all', async () => {
    const held = holdPlants();
    const screen = await begunScreen(start(FIRST));
    const { garden } = screen;
    expect([garden.isBegun, garden.isLoaded, ids(screen)]).toEqual([true, false, ['fern']]);
    await held.answer(page([fern(), basil(), plant('cactus')]));
    expect([garden.isLoaded, ids(screen)]).toEqual([true, ['basil', 'cactus', 'fern']]);
    expect(garden.devices.map(({ id }) => id).sort()).toEqual(['basil-board', 'fern-board', 'spare']);
    expect(garden.alerts.map(({ id }) => id)).toEqual([9, 7]);
    expect(garden.openAlerts.map(({ id }) => id)).toEqual([7]);
  });

  it('asks for the lists page by page, and for open alerts only', async () => {
    answerLists();
    const screen = await begunScreen(start(FIRST));
    await settled();
    expect(ids(screen)).toEqual(['basil', 'cactus', 'fern']);
    const asked = server.calls.map(({ path, query }) => [path, query.cursor, query.open]);
    expect(asked).toEqual([
      ['/api/start', undefined, undefined],
      ['/api/plants', undefined, undefined],
      ['/api/devices', undefined, undefined],
      ['/api/alerts', undefined, 'true'],
      ['/api/plants', 'fern', undefined],
    ]);
  });

  it('asks for no list if the first answer holds everything', async () => {
    const { garden } = await begunScreen();
    await settled();
    expect([garden.isLoaded, server.calls.map(({ path }) => path)]).toEqual([true, ['/api/start']]);
  });

  it('applies what happens meanwhile to everything, also to plants that were not there yet', async () => {
    const held = holdPlants();
    const screen = await liveScreen(start(FIRST));
    await FakeEventSource.latest.emit('reading', reading('basil', at('12:00'), { soil_moisture: 12 }));
    await held.answer(page([fern(), basil()]));
    expect(screen.garden.state.plants.basil?.latest?.soil_moisture).toBe(12);
  });

  it('keeps showing everything while it is fetched again', async () => {
    answerLists();
    const screen = await liveScreen(start(FIRST));
    await settled();
    const held = server.hold('GET', '/api/plants');
    await FakeEventSource.latest.emit('reset');
    await settled();
    expect([screen.garden.isLoaded, ids(screen)]).toEqual([true, ['basil', 'cactus', 'fern']]);
    await held.answer(page([fern()]));
    expect(ids(screen)).toEqual(['fern']);
  });

  it('says why the rest does not come, and fetches it when it can', async () => {
    answerLists();
    server.answer('GET', '/api/devices', problem(503, { detail: 'The database is away.' }));
    const screen = await begunScreen(start(FIRST));
    await settled();
    const { garden } = screen;
    expect([garden.isLoaded, garden.loadError, ids(screen)]).toEqual([false, 'The database is away.', ['fern']]);
    answerLists();
    await pass(5000);
    await settled();
    expect([garden.isLoaded, garden.loadError, ids(screen)]).toEqual([true, undefined, ['basil', 'cactus', 'fern']]);
  });

  it('keeps no copy of a part for a start without a connection', async () => {
    // The first is given up after 20 seconds.
    const [, held] = [holdPlants(), holdPlants()];
    await liveScreen(start(FIRST));
    await pass(30_000);
    expect(browserStorage.values()).toEqual([]);
    await held.answer(page([fern()]));
    await pass(30_000);
    expect(browserStorage.values()).toHaveLength(1);
  });

  it('forgets the rest after the owner has logged out', async () => {
    const held = holdPlants();
    const screen = await liveScreen(start(FIRST));
    screen.garden.stop();
    await held.answer(page([fern(), basil()]));
    expect([screen.garden.isLoaded, screen.garden.isBegun, ids(screen)]).toEqual([false, false, []]);
  });
});
