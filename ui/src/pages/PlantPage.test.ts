import { describe, expect, it } from 'vitest';
import type { Plant } from '../api/generated';
import { preferences } from '../messages/preferences';
import { FakeEventSource } from '../testing/fake-event-source';
import { page as pageOf, problem, settled } from '../testing/fake-server';
import { currentPlan } from '../testing/care-samples';
import {
  alert,
  at,
  basil,
  fern,
  fernDevice,
  history,
  latest,
  noSpecies,
  reading,
  species,
  speciesMatch,
  start,
} from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import PlantPage from './PlantPage.vue';

const limits = { soil_moisture: { min: 20, max: 70 } };
const wet = fern({ thresholds: limits, latest: latest({ soil_moisture: 44.4, temperature: 21.5 }) });
const dry = basil({ thresholds: { soil_moisture: { min: 10 } }, latest: latest({ soil_moisture: 33.3 }) });

async function shown(plants: Plant[] = [wet, dry], more: object = {}) {
  server.answer('GET', '/api/start', start({ plants, ...more }));
  server.answer('GET', '/api/plants/:id/history', ({ params }: { params: { id: string } }) =>
    history(params.id, { '11:30': { soil_moisture: 40 }, '11:40': { soil_moisture: 41 } }),
  );
  server.answer('GET', '/api/plants/:id/journal', pageOf([]));
  server.answer('GET', '/api/plants/:id/photos', []);
  server.answer('GET', '/api/alerts', pageOf([]));
  server.answer('GET', '/api/plants/:id/care-plan', ({ params }: { params: { id: string } }) =>
    currentPlan(1, params.id),
  );
  server.answer('GET', '/api/species', []);
  server.answer('GET', '/api/species/match', noSpecies);
  server.answer('PUT', '/api/plants/:id', ({ params, body }: { params: { id: string }; body: object }) => ({
    ...plants.find(({ id }) => id === params.id),
    ...body,
  }));
  const screen = openScreen();
  await screen.router.push('/plants/fern');
  screen.garden.start();
  await settled();
  const page = await mountPage(PlantPage, { id: 'fern' }, { screen });
  await settled();
  return {
    ...page,
    /** Goes to the page of another plant. */
    async goTo(id: string) {
      await screen.router.push(`/plants/${id}`);
      await page.change({ id });
      await settled();
    },
  };
}
const saved = () => server.calls.filter(({ method }) => method === 'PUT').map(({ path, body }) => [path, body]);

describe("a plant's page", () => {
  it('has a gauge for each value, says what is outside its range, and follows new readings of this plant alone', async () => {
    const page = await shown();
    expect(page.has('img', 'Soil moisture: 44.4 %, within the wanted range')).toBe(true);
    expect(page.has('img', 'Temperature: 21.5 °C, within the wanted range')).toBe(true);
    await FakeEventSource.latest.emit('reading', reading('basil', at('12:00'), { soil_moisture: 99 }));
    expect(page.has('img', 'Soil moisture: 44.4 %, within the wanted range')).toBe(true);
    await FakeEventSource.latest.emit('reading', reading('fern', at('12:00'), { soil_moisture: 12.3 }));
    expect(page.has('img', 'Soil moisture: 12.3 %, too low')).toBe(true);
    expect(document.title).toBe('Fern · PlantOps');
    expect(page.role('link', 'Compare plants').getAttribute('href')).toBe('/compare?plants=fern');
  });

  it('shows the next plant with its own values, limits and title when the address changes', async () => {
    const page = await shown();
    await page.goTo('basil');
    expect(page.role('heading', 'Basil')).toBeDefined();
    expect(page.has('img', 'Soil moisture: 33.3 %, within the wanted range')).toBe(true);
    expect(page.testId('threshold-soil_moisture-min').querySelector('input')?.value).toBe('10');
    expect(document.title).toBe('Basil · PlantOps');
  });

  it('asks which species a plant is of where its name is not certain; one click answers, and can be undone', async () => {
    const page = await shown([fern({ species: 'Bostn frn' }), dry]);
    expect(page.testIds('species-question')).toEqual([]);
    server.answer('GET', '/api/species/match', ({ query }: { query: { name: string } }) =>
      query.name === 'Nephrolepis exaltata'
        ? speciesMatch('exact', { ...species('Nephrolepis exaltata'), pets: 'safe', pets_source: 'judged' })
        : speciesMatch('unknown', null, [species('Nephrolepis exaltata')]),
    );
    await page.goTo('basil');
    await page.goTo('fern');
    await page.click(page.role('button', 'Nephrolepis exaltata'));
    expect(saved()).toEqual([['/api/plants/fern', { name: 'Fern', species: 'Nephrolepis exaltata' }]]);
    await settled();
    expect(page.testIds('species-question')).toEqual([]);
    expect(page.testId('pets').textContent).toContain('Not known to harm cats and dogs. (judged by related plants)');
    expect(page.screen.told()).toEqual(['Fern was saved.']);
  });

  it('says which range is wanted, in °F where that is displayed, and follows a new one at once', async () => {
    preferences.temperatureUnit = 'fahrenheit';
    const page = await shown([fern({ thresholds: { temperature: { min: 16.3, max: 29 } } }), dry]);
    expect(page.words()).toContain('Wanted: 61.3–84.2 °F');
    const field = page.testId('threshold-temperature-max').querySelector('input') as HTMLInputElement;
    field.value = '86';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await page.click(page.testId('save-thresholds'));
    expect(page.words()).toContain('Wanted: 61.3–86 °F');
    expect(page.screen.told()).toEqual(['The thresholds were saved.']);
  });

  it('saves a limit that was moved with keys after a pause, once', async () => {
    const page = await shown();
    const handle = page.testId('limit-soil_moisture-min');
    const before = Number(handle.getAttribute('aria-valuenow'));
    await page.press(handle, 'ArrowUp');
    await page.press(handle, 'ArrowUp');
    const moved = Number(page.testId('limit-soil_moisture-min').getAttribute('aria-valuenow'));
    expect(moved).toBeGreaterThan(before);
    expect(saved()).toEqual([]);
    await pass(1200);
    expect(saved()).toEqual([['/api/plants/fern', { thresholds: { soil_moisture: { min: moved, max: 70 } } }]]);
    await pass(5000);
    expect(saved()).toHaveLength(1);
  });

  it.each([
    [
      'leaves the page',
      async (page: Awaited<ReturnType<typeof shown>>) => {
        page.leave();
        await settled();
      },
    ],
    ['goes to the next plant', (page: Awaited<ReturnType<typeof shown>>) => page.goTo('basil')],
  ])('saves it for the plant whose limit it is, also when the owner %s at once', async (_what, leave) => {
    const page = await shown();
    await page.press(page.testId('limit-soil_moisture-min'), 'ArrowUp');
    const moved = Number(page.testId('limit-soil_moisture-min').getAttribute('aria-valuenow'));
    await leave(page);
    await settled();
    expect(saved()).toEqual([['/api/plants/fern', { thresholds: { soil_moisture: { min: moved, max: 70 } } }]]);
    expect(page.screen.garden.state.plants.basil?.thresholds).toEqual(dry.thresholds);
  });

  it('saves a moved limit at once with Enter, never beyond the other one, and undo puts the old one back', async () => {
    const page = await shown();
    const handle = () => page.testId('limit-soil_moisture-min');
    for (let press = 0; press < 30; press += 1) await page.press(handle(), 'PageUp');
    expect([handle().getAttribute('aria-valuenow'), handle().getAttribute('aria-valuetext')]).toEqual(['70', '70.0 %']);
    await page.press(handle(), 'Escape');
    expect(handle().getAttribute('aria-valuenow')).toBe('20');
    await page.press(handle(), 'ArrowDown');
    const moved = Number(handle().getAttribute('aria-valuenow'));
    await page.press(handle(), 'Enter');
    expect(page.screen.told()[0]).toMatch(new RegExp(`^Soil moisture: at least ${moved}(\\.0)? ?%\\.$`));
    await page.screen.act();
    expect(saved()).toEqual([
      ['/api/plants/fern', { thresholds: { soil_moisture: { min: moved, max: 70 } } }],
      ['/api/plants/fern', { thresholds: limits }],
    ]);
    expect(handle().getAttribute('aria-valuenow')).toBe('20');
  });

  it('shows the history until that of another time is there, and drops an answer that comes too late', async () => {
    const page = await shown();
    const sentence = () => page.testId('chart-soil_moisture').textContent;
    expect(sentence()).toContain('40.0 % to 41.0 %');
    const month = server.hold('GET', '/api/plants/fern/history');
    await page.click(page.role('button', '30 days'));
    expect(page.has('progressbar', 'Loading the history…')).toBe(true);
    expect(sentence()).toContain('40.0 % to 41.0 %');
    const week = server.hold('GET', '/api/plants/fern/history');
    await page.click(page.role('button', '7 days'));
    await week.answer(history('fern', { '11:30': { soil_moisture: 50 }, '11:40': { soil_moisture: 51 } }));
    await month.answer(history('fern', { '11:30': { soil_moisture: 60 }, '11:40': { soil_moisture: 61 } }));
    expect(sentence()).toContain('50.0 % to 51.0 %');
    expect(page.has('progressbar', 'Loading the history…')).toBe(false);
    expect(page.role('button', '7 days').getAttribute('aria-pressed')).toBe('true');
  });

  it('shows the history as a table, too, of at most 300 rows', async () => {
    const page = await shown();
    const minutes = Array.from({ length: 700 }, (_, nth) => new Date(nth * 60_000).toISOString().slice(11, 16));
    server.answer(
      'GET',
      '/api/plants/fern/history',
      history('fern', Object.fromEntries(minutes.map((time) => [time, { soil_moisture: 41, temperature: 20 }]))),
    );
    await page.click(page.role('button', '7 days'));
    await page.click(page.role('button', 'Show as table'));
    const table = page.testId('history-table');
    expect(table.querySelector('thead')?.textContent).toMatch(/Soil moisture \(%\).*Temperature \(°C\)/s);
    expect(
      [...table.querySelectorAll('tbody tr:first-child td')].map(({ textContent }) => textContent?.trim()),
    ).toEqual([...Array(3).fill('41.0'), ...Array(3).fill('20.0')]);
    expect(table.querySelectorAll('tbody tr')).toHaveLength(234);
    expect(table.tabIndex).toBe(0);
  });

  it('does not save a limit whose moving was given up with Escape', async () => {
    const page = await shown();
    await page.press(page.testId('limit-soil_moisture-min'), 'ArrowUp');
    await page.press(page.testId('limit-soil_moisture-min'), 'Escape');
    await pass(5000);
    page.leave();
    await settled();
    expect(saved()).toEqual([]);
  });

  it('adds a limit that is missing, and removes one with the key for it', async () => {
    const page = await shown([fern({ thresholds: { soil_moisture: { min: 20 } } }), dry]);
    await page.click(page.role('button', /Soil moisture/));
    expect(document.activeElement).toBe(page.testId('limit-soil_moisture-max'));
    expect(saved()[0]?.[1]).toMatchObject({ thresholds: { soil_moisture: { min: 20, max: expect.any(Number) } } });
    await page.press(page.testId('limit-soil_moisture-min'), 'Delete');
    expect(saved().at(-1)?.[1]).toMatchObject({ thresholds: { soil_moisture: { max: expect.any(Number) } } });
    expect(JSON.stringify(saved().at(-1)?.[1])).not.toContain('"min":20');
    expect((document.activeElement as HTMLElement).dataset.add).toBe('min');
  });

  it('puts a limit back that the server refuses, and says why', async () => {
    const page = await shown();
    server.answer('PUT', '/api/plants/fern', problem(400, { detail: 'Too dry for a fern.' }));
    await page.press(page.testId('limit-soil_moisture-min'), 'ArrowDown');
    await page.press(page.testId('limit-soil_moisture-min'), 'Enter');
    expect(page.screen.told()).toEqual(['Too dry for a fern.']);
    expect(page.testId('limit-soil_moisture-min').getAttribute('aria-valuenow')).toBe('20');
  });

  it('logs a watering with one click and takes it back, and the fact about it follows', async () => {
    server.answer('POST', '/api/plants/fern/journal', {
      id: 5,
      plant_id: 'fern',
      kind: 'watering',
      at: at('12:00'),
      created_at: at('12:00'),
      amount_ml: null,
      note: null,
    });
    const page = await shown();
    expect(page.testId('fact-watered').textContent).toContain('Not logged yet');
    await page.click(page.role('button', 'Watered now'));
    expect(server.asked('POST', '/api/plants/fern/journal')[0]?.body).toMatchObject({ kind: 'watering', again: false });
    expect(page.testIds('journal-entry-5')).toHaveLength(1);
    await FakeEventSource.latest.emit('plant', { ...wet, last_watered_at: at('12:00') });
    expect(page.testId('fact-watered').textContent).toContain('just now');
  });

  it('shows its own alerts, without those of other plants', async () => {
    const page = await shown(undefined, { alerts: [alert(1), alert(2, 'basil')], devices: [fernDevice()] });
    expect([page.testIds('alert-1').length, page.testIds('alert-2').length]).toEqual([1, 0]);
    await page.goTo('basil');
    expect([page.testIds('alert-1').length, page.testIds('alert-2').length]).toEqual([0, 1]);
  });

  it('shows the devices that watch it, and no others', async () => {
    const page = await shown();
    expect(page.testIds('device-row-fern-board')).toHaveLength(1);
    expect(page.testIds('device-row-basil-board')).toEqual([]);
  });

  it('says how late a missed watering of its care plan is', async () => {
    const page = await shown();
    expect(page.testId('care-strip').textContent).toContain('In 2 days');
    server.answer(
      'GET',
      '/api/plants/basil/care-plan',
      currentPlan(4, 'basil', {
        schedule: [{ task: 'watering', due: '2026-01-05', every_days: 7, note: 'A cup.' }],
        generated_at: '2025-12-29T08:00:00.000Z',
      }),
    );
    await page.goTo('basil');
    expect(page.testId('care-strip').textContent).toContain('2 days late');
  });

  it('says when the plant is not there', async () => {
    const page = await shown();
    await page.change({ id: 'nobody' });
    expect(page.role('heading', 'This plant is not there (any more)')).toBeDefined();
    expect(page.role('link', 'To your plants').getAttribute('href')).toBe('/');
  });
});
