/** The page of a plant without the server: what the browser has kept, with its time; nothing false. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { startKeeping } from '../../api/kept-answers';
import { liveScreen } from '../../testing/begun-screen';
import { browserStorage } from '../../testing/browser-storage';
import { FakeEventSource } from '../../testing/fake-event-source';
import { page as listPage, problem, settled } from '../../testing/fake-server';
import { alert, at, journalEntry, sparkline } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import { useHistory } from '../../charts/use-history';
import { useKeptDays } from '../../composables/use-kept-days';
import PlantAlerts from './PlantAlerts.vue';
import PlantJournal from './PlantJournal.vue';
import { useJournal } from './use-journal';

beforeEach(() => {
  server.answer('GET', '/api/alerts', listPage([alert(1), alert(2)]));
  server.answer('GET', '/api/plants/:id/journal', listPage([journalEntry(1, at('08:00'), { note: 'A new frond' })]));
  server.answer('GET', '/api/sparklines', [sparkline('fern', { '11:30': 41 })]);
});

/** A visit that looks at the plant; then the server is gone, and the browser starts anew. */
async function visited() {
  const screen = await liveScreen();
  screen.show(useKeptDays);
  await mountPage(PlantAlerts, { plantId: 'fern' }, { screen });
  await screen.show(() => useJournal('fern')).it.load();
  await pass(20_000);
  screen.close();
  server.isReachable = false;
  const next = openScreen();
  await next.garden.begin();
  next.garden.start();
  await settled();
  return next;
}

describe('without the server', () => {
  it('the last day of each plant is there, also of one that was never looked at, with its time, until the server is back', async () => {
    const screen = await visited();
    const range = ref<'24h' | '7d'>('24h');
    const { history, keptAt, error } = screen.show(() =>
      useHistory(
        () => 'fern',
        () => ({ range: range.value }),
        () => 300,
        () => false,
      ),
    ).it;
    await settled();
    expect([error.value, history.value?.points.map(({ soil_moisture: value }) => value)]).toEqual([undefined, [41]]);
    expect(new Date(keptAt.value ?? 0).toISOString()).toBe('2026-01-07T12:00:20.000Z');
    range.value = '7d';
    await settled();
    expect([error.value, history.value?.points.length]).toEqual([undefined, 1]);
    server.isReachable = true;
    server.answer('GET', '/api/plants/fern/history', { ...history.value, points: [] });
    await pass(3000);
    await FakeEventSource.latest.connect();
    expect([history.value?.points, keptAt.value]).toEqual([[], undefined]);
  });

  it('the last days are fetched only while somebody looks', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const screen = await liveScreen();
    screen.show(useKeptDays);
    await pass(20_000);
    expect(server.asked('GET', '/api/sparklines')).toEqual([]);
    hidden.mockReturnValue(false);
    await pass(30 * 60_000);
    expect(server.asked('GET', '/api/sparklines')).toHaveLength(1);
    hidden.mockRestore();
  });

  it('alerts and journal are those that were kept, with their time', async () => {
    const screen = await visited();
    const alerts = await mountPage(PlantAlerts, { plantId: 'fern' }, { screen });
    expect(alerts.testId('kept').textContent).toMatch(/as of 12:00.*, kept in this browser/);
    expect(alerts.testIds('not-loaded')).toEqual([]);
    alerts.leave();
    const journal = screen.show(() => useJournal('fern')).it;
    await journal.load();
    const shown = await mountPage(PlantJournal, { plantId: 'fern', journal }, { screen });
    expect(shown.words()).toContain('A new frond');
    expect(shown.testId('kept').textContent).toContain('12:00');
  });

  it('of a plant of which nothing is kept it is said once that nothing was loaded, and not that there is nothing', async () => {
    const screen = await visited();
    const page = await mountPage(PlantAlerts, { plantId: 'basil' }, { screen });
    expect(page.words()).toContain('Not loaded without the server');
    expect(page.words()).not.toContain('No earlier alerts');
    expect(page.has('button', 'Try again')).toBe(false);
    server.isReachable = true;
    server.answer('GET', '/api/alerts', listPage([]));
    await pass(3000);
    await FakeEventSource.latest.connect();
    expect(page.words()).toContain('No earlier alerts');
  });

  it('nothing of it stays after the owner has logged out, not even what is answered after that', async () => {
    const screen = await liveScreen();
    screen.show(useKeptDays);
    await pass(20_000);
    expect(browserStorage.isEmpty).toBe(false);
    const held = server.hold('GET', '/api/plants/:id/journal');
    const loading = screen.show(() => useJournal('fern')).it.load();
    await settled();
    screen.garden.stop();
    await held.answer(listPage([journalEntry(1, at('08:00'))]));
    await loading;
    await settled();
    expect(browserStorage.isEmpty).toBe(true);
    startKeeping();
  });
});

describe('a server that refuses', () => {
  it('is quoted, with a way to try again', async () => {
    server.answer('GET', '/api/alerts', problem(503, { detail: 'The database is away.' }));
    const screen = await liveScreen();
    const page = await mountPage(PlantAlerts, { plantId: 'fern' }, { screen });
    expect(page.words()).toContain('The database is away.');
    expect(page.words()).not.toContain('No earlier alerts');
    server.answer('GET', '/api/alerts', listPage([]));
    await page.click(page.role('button', 'Try again'));
    expect(page.words()).toContain('No earlier alerts');
  });
});
