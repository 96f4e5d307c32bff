import { describe, expect, it, vi } from 'vitest';
import type { Plant } from '../api/generated';
import { FakeEventSource } from '../testing/fake-event-source';
import { Reply, settled } from '../testing/fake-server';
import { at, basil, device, fern, noSpecies, plant, reading, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import DashboardPage from './DashboardPage.vue';

const dry = fern({
  name: 'Dry fern',
  status: 'alert',
  open_alerts: 1,
  unseen_alerts: 1,
  thresholds: { soil_moisture: { min: 50 } },
});

async function shown(plants: Plant[] = [dry, basil()], address = '/', devices = start().state?.devices ?? []) {
  server.answer('GET', '/api/start', start({ plants, devices }));
  server.answer('GET', '/api/sparklines', []);
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(DashboardPage, {}, { screen });
  return {
    ...page,
    names: () => [...document.querySelectorAll('[data-testid^=plant-card] h2')].map((name) => name.textContent?.trim()),
    query: () => screen.router.currentRoute.value.query,
    card: (id: string) => page.testId(`plant-card-${id}`),
  };
}

describe('the dashboard', () => {
  it('shows a reading on the card of its plant, and on no other', async () => {
    const page = await shown();
    await FakeEventSource.latest.emit('reading', reading('fern', at('12:00'), { soil_moisture: 51.3 }));
    expect(page.card('fern').textContent).toContain('51.3');
    expect(page.card('basil').textContent).toContain('40.0');
    expect(page.card('basil').textContent).not.toContain('51.3');
    expect(page.role('link', 'Compare').getAttribute('href')).toBe('/compare');
  });

  it('says of a value that it is low, of a plant that it needs its owner, and of an old value how old it is', async () => {
    const old = basil({ status: 'stale', stale: [{ metric: 'soil_moisture', since: at('11:00') }] });
    const page = await shown([dry, old]);
    expect(page.card('fern').textContent).toContain('Needs you');
    expect(page.testIds('alert-badge')).toHaveLength(1);
    expect(page.card('fern').querySelector('[data-testid=value-soil_moisture]')?.textContent).toContain('low');
    expect(page.card('fern').textContent).not.toContain('Old values');
    expect(page.card('basil').textContent).toContain('Old values');
    expect(page.card('basil').textContent).toContain('No new values of Soil moisture (1 h ago)');
  });

  it('is quiet about a plant whose alerts are all acknowledged', async () => {
    const page = await shown([{ ...dry, unseen_alerts: 0 }]);
    expect(page.card('fern').textContent).toContain('Acknowledged');
    expect(page.card('fern').textContent).not.toContain('Needs you');
    expect(page.testIds('alert-badge')).toHaveLength(0);
  });

  it('shows until when a plant is muted, and only while it is', async () => {
    const mute = { metric: null, until: at('13:00') };
    const page = await shown([fern({ mutes: [mute] }), basil({ mutes: [{ ...mute, until: at('11:00') }] })]);
    expect(page.roles('img', /^Muted until /).map((mark) => page.card('fern').contains(mark))).toEqual([true]);
  });

  it('logs a watering of the plant whose button was pressed, and undo takes back that one', async () => {
    server.answer('POST', '/api/plants/:id/journal', { id: 7 });
    server.answer('DELETE', '/api/journal/7', new Reply(null, { status: 204 }));
    const page = await shown();
    await page.click(page.role('button', 'Basil: watered now'));
    expect(page.screen.told()).toEqual(['Basil: watering logged.']);
    await page.click(page.role('button', 'Basil: watered now'));
    expect(server.asked('POST', '/api/plants/basil/journal'), 'a second press asks first').toHaveLength(1);
    await page.screen.act();
    expect(server.calls.slice(-2).map(({ method, path }) => [method, path])).toEqual([
      ['POST', '/api/plants/basil/journal'],
      ['DELETE', '/api/journal/7'],
    ]);
  });

  it('is filtered by what needs somebody, searched and sorted; the address keeps it', async () => {
    const page = await shown([dry, basil(), plant('sage')]);
    await page.click(page.role('button', /need you$/));
    expect(page.names()).toEqual(['Dry fern']);
    expect(page.role('button', /need you$/).getAttribute('aria-pressed')).toBe('true');
    await page.click(page.role('button', /all$/));
    await page.type(/^Order/, 'name');
    expect(page.names()).toEqual(['Basil', 'Dry fern', 'Sage']);
    await page.type('Find a plant', 'SA');
    expect(page.names()).toEqual(['Sage']);
    expect(page.query()).toEqual({ q: 'SA', sort: 'name' });
    await page.type('Find a plant', 'no such plant');
    expect(page.words()).toContain('No plant fits the search and filter.');
    await page.click(page.role('button', 'Show all plants'));
    expect(page.names()).toHaveLength(3);
  });

  it('opens as its address says', async () => {
    const page = await shown([dry, basil(), plant('sage')], '/?q=a&sort=name');
    expect(page.names()).toEqual(['Basil', 'Sage']);
  });

  it('makes a new plant, and undo removes that one', async () => {
    server.answer('GET', '/api/species', []);
    server.answer('GET', '/api/species/match', noSpecies);
    server.answer('POST', '/api/plants', plant('mint'));
    server.answer('DELETE', '/api/plants/mint', new Reply(null, { status: 204 }));
    const page = await shown();
    await page.click(page.role('button', 'New plant'));
    await vi.waitFor(() => page.testId('save-plant'), { timeout: 15_000 });
    await page.type('Name', 'Mint');
    await page.click(page.testId('save-plant'));
    expect(page.names()).toContain('Mint');
    expect(server.asked('POST', '/api/plants')[0]?.body).toEqual({ name: 'Mint', species: null });
    await page.screen.act();
    expect(page.names()).not.toContain('Mint');
    expect(page.names()).toHaveLength(2);
  });

  it('lists devices that watch nothing, and no others', async () => {
    const page = await shown(undefined, '/', [device('spare', null, { name: 'Spare' }), device('board', 'fern')]);
    await vi.waitFor(() => expect(page.testIds('unassigned-device-spare')).toHaveLength(1), { timeout: 15_000 });
    expect(page.testIds('unassigned-device-board')).toEqual([]);
  });

  it('guides through the first steps until a plant has a reading, and then says that it is alive', async () => {
    server.answer('GET', '/api/system', { simulator: { allowed: false, running: false, devices: 0 } });
    const page = await shown([fern({ latest: null }), basil({ latest: null })]);
    await vi.waitFor(() => page.testId('step-plant'), { timeout: 15_000 });
    expect(page.testId('step-plant')).toBeDefined();
    await FakeEventSource.latest.emit('reading', reading('basil', at('12:00'), { soil_moisture: 51.3 }));
    expect(page.testIds('step-plant')).toEqual([]);
    await vi.waitFor(() => expect(page.words()).toContain('Basil is alive: its first reading is here.'), {
      timeout: 15_000,
    });
  });
});
