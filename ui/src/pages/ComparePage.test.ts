import { patiently } from '@plantops/shared/testing/patiently.ts';
import { describe, expect, it } from 'vitest';
import { problem, settled } from '../testing/fake-server';
import { basil, fern, history, latest, plant, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import ComparePage from './ComparePage.vue';

const PATH = '/api/plants/:id/history';
const limits = { soil_moisture: { min: 15, max: 70 } };
const [moist, dry] = [basil({ thresholds: limits }), fern({ thresholds: limits })];
const means: Record<string, number> = { fern: 20, basil: 55, palm: 40 };
const answerAll = () =>
  server.answer('GET', PATH, ({ params }: { params: { id: string } }) =>
    history(params.id, {
      '11:50': { soil_moisture: means[params.id] ?? 0 },
      '11:55': { soil_moisture: (means[params.id] ?? 0) + 2 },
    }),
  );

async function shown(address = '/compare?metric=soil_moisture&plants=fern,basil&range=24h', plants = [dry, moist]) {
  server.answer('GET', '/api/start', start({ plants }));
  answerAll();
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(ComparePage, {}, { screen });
  await settled();
  return {
    ...page,
    query: () => screen.router.currentRoute.value.query,
    alerts: () => [...document.querySelectorAll('.v-alert')].map(({ textContent }) => textContent?.trim() ?? ''),
    chart: () => page.testId('comparison-chart').textContent?.replaceAll(/\s/g, ' ') ?? '',
    untilLines: (count: number) =>
      patiently(() =>
        expect(page.testId('comparison-chart').querySelectorAll('path.apexcharts-line')).toHaveLength(count),
      ),
    summary: () => page.testId('comparison-summary').textContent?.replaceAll(/\s/g, ' ').trim(),
  };
}

const NONE_IN_COMMON = 'Their limits differ, so the chart shows none.';

describe('the page that compares plants', () => {
  it('draws a line for each plant, and says what each measured and which limits they share', async () => {
    const page = await shown();
    await page.untilLines(2);
    expect(page.role('link', /^Fern: /).textContent).toContain('20.0 % to 22.0 %, mean 21.0 %');
    expect(page.summary()).toBe(
      'Highest on average: Basil with 56.0 %. Lowest: Fern with 21.0 %. All have the same limits: 15–70 %.',
    );
    expect(page.chart()).toContain('at least 15.0 %');
  });

  it('draws no limits where they differ, and says so', async () => {
    const page = await shown(undefined, [dry, basil({ thresholds: { soil_moisture: { min: 10 } } })]);
    await page.untilLines(2);
    expect(page.summary()).toContain(NONE_IN_COMMON);
    expect(page.chart()).not.toContain('at least');
  });

  it('hides the line of a plant whose name is pressed, and shows it again', async () => {
    const page = await shown();
    await page.untilLines(2);
    const toggle = () => page.role('button', 'Show Basil in the chart');
    await page.click(toggle());
    await page.untilLines(1);
    expect(toggle().getAttribute('aria-pressed')).toBe('false');
    await page.click(toggle());
    await page.untilLines(2);
  });

  it('is a table, too, with a column for each plant', async () => {
    const page = await shown();
    const table = page.role('region', 'The same as a table');
    expect([...table.querySelectorAll('thead th')].map(({ textContent }) => textContent)).toEqual([
      'Time',
      'Fern',
      'Basil',
    ]);
    expect([...table.querySelectorAll('tbody td')].map(({ textContent }) => textContent?.trim())).toEqual([
      '21.0',
      '56.0',
    ]);
    expect(table.tabIndex).toBe(0);
  });

  it('shows names as they are, never as HTML', async () => {
    const name = 'Basil <img src=x> & mint';
    const page = await shown(undefined, [dry, { ...moist, name }]);
    await page.untilLines(2);
    expect(page.summary()).toContain(`Highest on average: ${name} with`);
    expect(document.querySelector('img[src=x]')).toBeNull();
  });

  it('names the plant that cannot be asked for and shows the others, until a retry brings it', async () => {
    const page = await shown();
    server.answer('GET', '/api/plants/fern/history', problem(503, { detail: 'Not now.' }));
    await page.screen.router.replace('/compare?metric=soil_moisture&plants=fern,basil&range=7d');
    await settled();
    expect(page.alerts()).toEqual([expect.stringMatching(/^Fern: .*Not now\./)]);
    await page.untilLines(1);
    answerAll();
    await page.click(page.role('button', 'Try again'));
    expect(page.alerts()).toEqual([]);
    await page.untilLines(2);
  });

  it('says once that there is no connection, and makes nothing up, until a retry brings the lines', async () => {
    const page = await shown();
    server.isReachable = false;
    await page.click(page.role('button', '30 days'));
    expect(page.alerts()).toEqual([expect.stringContaining('The server cannot be reached.')]);
    expect(page.alerts()[0]).not.toContain('Fern');
    expect(page.words()).not.toContain('No readings in this time.');
    server.isReachable = true;
    await page.click(page.role('button', 'Try again'));
    expect(page.alerts()).toEqual([]);
    await page.untilLines(2);
  });

  it('says that a plant of an old address is gone, and asks for plants where none is chosen', async () => {
    const page = await shown('/compare?plants=fern,plant_that_was');
    expect(page.words()).toContain('One plant of this address is not there any more.');
    await page.untilLines(1);
    await page.screen.router.replace('/compare?plants=');
    await settled();
    expect(page.words()).toContain('Choose plants to compare them.');
  });

  it('begins with the plants that measure the metric, and writes them into the address', async () => {
    const bright = plant('palm', { latest: latest({ light_level: 500 }) });
    const page = await shown('/compare', [bright, dry, moist]);
    expect(page.query()).toMatchObject({ plants: 'basil,fern' });
    await page.click(page.role('button', '7 days'));
    expect(page.query()).toMatchObject({ plants: 'basil,fern', range: '7d' });
  });
});
