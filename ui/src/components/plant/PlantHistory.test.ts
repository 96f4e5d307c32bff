import { describe, expect, it, vi } from 'vitest';
import { computed } from 'vue';
import { page as pageOf, settled } from '../../testing/fake-server';
import { basil, device, fern, history, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import PlantHistory from './PlantHistory.vue';
import type { Journal } from './use-journal';

const pot = fern({ device_count: 2 });
const other = basil({ device_count: 2 });
const devices = [
  device('north-board', 'fern', { name: 'North' }),
  device('south-board', 'fern', { name: 'South' }),
  device('east-board', 'basil', { name: 'East' }),
  device('west-board', 'basil', { name: 'West' }),
];
const line = (id: string, first: number) => ({
  device_id: id,
  points: history('', { '11:30': { soil_moisture: first }, '11:40': { soil_moisture: first + 2 } }).points,
});

/** The journal of a page that has loaded nothing yet. */
const emptyJournal = (): Journal => ({ entries: computed(() => undefined), change: vi.fn() }) as unknown as Journal;

/** The charts of a pot with two probes, on a page where the next plant has two as well. */
async function shown(screen = openScreen()) {
  server.answer('GET', '/api/start', start({ plants: [pot, other], devices }));
  server.answer('GET', '/api/plants/:id/history', ({ params, query }: { params: { id: string }; query: object }) => ({
    ...history(params.id, { '11:30': { soil_moisture: 50, humidity: 40 }, '11:40': { soil_moisture: 52 } }),
    ...('devices' in query && {
      devices:
        params.id === 'fern'
          ? [line('north-board', 40), line('south-board', 60)]
          : [line('east-board', 10), line('west-board', 20)],
    }),
  }));
  server.answer('GET', '/api/plants/:id/journal', pageOf([]));
  server.answer('GET', '/api/alerts', pageOf([]));
  await screen.router.push('/plants/fern');
  screen.garden.start();
  await settled();
  const page = await mountPage(PlantHistory, { plant: pot, journal: emptyJournal(), photos: [] }, { screen });
  await settled();
  const chart = page.testId('chart-soil_moisture');
  return {
    ...page,
    screen,
    chart,
    drawn: () => [...chart.querySelectorAll('[data-testid^=line-]')].map((path) => path.getAttribute('data-testid')),
  };
}

describe('the lines of the probes of a plant', () => {
  it('are drawn and named, hidden by a press, and stay hidden', async () => {
    const page = await shown();
    const legend = page.testId('probe-legend');
    expect([...legend.querySelectorAll('button')].map(({ textContent }) => textContent.trim())).toEqual([
      'North',
      'South',
    ]);
    expect(page.drawn()).toEqual(['line-north-board', 'line-south-board']);
    expect(page.testId('chart-humidity').querySelector('[data-testid^=line-]'), 'one device measures it').toBeNull();
    await page.click(page.role('button', 'Line of North'));
    expect(page.drawn()).toEqual(['line-south-board']);
    page.leave();
    expect((await shown()).drawn()).toEqual(['line-south-board']);
  });

  it('are read at the crosshair, also by a screen reader', async () => {
    const page = await shown();
    const slider = page.role('slider', 'Soil moisture over time');
    await page.press(slider, 'End');
    expect(page.testId('probe-values-soil_moisture').textContent.replaceAll(/\s+/g, ' ').trim()).toMatch(
      /North ?42\.0 % ?South ?62\.0 %/,
    );
    expect(slider.getAttribute('aria-valuetext')).toContain('North 42.0 %, South 62.0 %');
  });

  it('of the next plant are its own', async () => {
    const page = await shown();
    await page.change({ plant: other });
    await settled();
    expect(page.drawn()).toEqual(['line-east-board', 'line-west-board']);
    expect(page.words()).not.toContain('North');
  });
});
