import { patiently } from '@plantops/shared/testing/patiently.ts';
import { describe, expect, it } from 'vitest';
import type { Alert, Plant } from '../api/generated';
import { FakeEventSource } from '../testing/fake-event-source';
import { Reply, settled } from '../testing/fake-server';
import { alert, at, basil, device, fern, noSpecies, plant, reading, start, verdict } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import DashboardPage from './DashboardPage.vue';

const dry = fern({
  name: 'Dry fern',
  status: 'alert',
  open_alerts: 1,
  unseen_alerts: 1,
  thresholds: { soil_moisture: { min: 50 } },
});

async function shown(
  plants: Plant[] = [dry, basil()],
  address = '/',
  devices = start().state?.devices ?? [],
  alerts: Alert[] = [],
) {
  server.answer('GET', '/api/start', start({ plants, devices, alerts }));
  server.answer('GET', '/api/sparklines', []);
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(DashboardPage, {}, { screen });
  return {
    ...page,
    names: () =>
      [...document.querySelectorAll('[data-testid^=plant-card] .name')].map((name) => name.textContent?.trim()),
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

  it('says of such a plant what is known and since when, without a colour of alarm', async () => {
    const seen = alert(1, 'fern', { acknowledged_at: at('11:30') });
    const urgent = { ...verdict(), level: 'urgent' as const };
    const page = await shown([{ ...dry, unseen_alerts: 0, verdict: urgent }], '/', [], [seen]);
    const says = page.card('fern').querySelector('[data-testid=verdict]');
    expect(says?.textContent).toMatch(/Known: too dry since/);
    expect(says?.classList).not.toContain('urgent');
    expect(page.role('button', /need you$/).textContent).toContain('0');
  });

  it('shows plants without a sensor after all others, under a heading that counts them', async () => {
    const bare = ['Aloe', 'Bonsai'].map((name) =>
      plant(name.toLowerCase(), { name, status: 'no_sensor', device_count: 0, latest: null, verdict: null }),
    );
    const page = await shown([...bare, basil()], '/?sort=name');
    expect(page.names()).toEqual(['Basil', 'Aloe', 'Bonsai']);
    expect(page.role('heading', /^Without a sensor 2$/)).toBeDefined();
    expect(page.role('button', '2 without a sensor')).toBeDefined();
    expect(page.role('button', '0 silent')).toBeDefined();
  });

  it('is shown as rows of one line, in the address and in this browser from then on', async () => {
    const thirsty = fern({ ...dry, verdict: { ...verdict(), next_watering: '2026-01-09' } });
    const page = await shown([thirsty, basil()]);
    await page.click(page.role('button', 'Compact rows'));
    expect(page.query()).toEqual({ view: 'rows' });
    const row = page.testId('plant-row-fern').textContent;
    for (const said of ['Dry fern', 'Needs you', '40.0', 'In 2 days']) expect(row).toContain(said);
    await page.screen.router.push('/');
    await settled();
    expect(page.query(), 'another visit').toEqual({ view: 'rows' });
    await page.click(page.role('button', 'Cards'));
    expect(page.query()).toEqual({});
    expect(page.testIds('plant-row-fern')).toEqual([]);
  });

  it('leads to the wall with what it is filtered by, and a browser that chose it begins there', async () => {
    const page = await shown(undefined, '/?sort=name');
    await page.click(page.role('button', /^Wall view/));
    expect(page.screen.router.currentRoute.value.fullPath).toBe('/wall?sort=name');
    await page.screen.router.push('/');
    await settled();
    expect(page.screen.router.currentRoute.value.path).toBe('/wall');
  });

  it('does not change the order while somebody is at the list', async () => {
    const page = await shown([basil({ status: 'alert' }), plant('sage')]);
    expect(page.names()).toEqual(['Basil', 'Sage']);
    page.card('sage').querySelector('a')?.focus();
    await FakeEventSource.latest.emit('plant', plant('sage', { status: 'alert' }));
    await FakeEventSource.latest.emit('plant', basil());
    await pass(60_000);
    expect(page.names()).toEqual(['Basil', 'Sage']);
    (document.activeElement as HTMLElement).blur();
    await settled();
    expect(page.names()).toEqual(['Sage', 'Basil']);
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
    await patiently(() => page.testId('save-plant'));
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
    await patiently(() => expect(page.testIds('unassigned-device-spare')).toHaveLength(1));
    expect(page.testIds('unassigned-device-board')).toEqual([]);
  });

  it('guides through the first steps until a plant has a reading, and then says that it is alive', async () => {
    server.answer('GET', '/api/system', { simulator: { allowed: false, running: false, devices: 0 } });
    const page = await shown([fern({ latest: null }), basil({ latest: null })]);
    await patiently(() => page.testId('step-plant'));
    expect(page.testId('step-plant')).toBeDefined();
    await FakeEventSource.latest.emit('reading', reading('basil', at('12:00'), { soil_moisture: 51.3 }));
    expect(page.testIds('step-plant')).toEqual([]);
    await patiently(() => expect(page.words()).toContain('Basil is alive: its first reading is here.'));
  });
});
