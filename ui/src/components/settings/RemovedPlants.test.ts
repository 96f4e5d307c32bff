import { describe, expect, it } from 'vitest';
import { problem } from '../../testing/fake-server';
import { at, basil, fern } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import RemovedPlants from './RemovedPlants.vue';

const removed = ({ id, name }: { id: string; name: string }) => ({ id, name, species: null, removed_at: at('09:00') });

describe('removed plants', () => {
  it('come back one by one, and the others stay in the list', async () => {
    server.answer('GET', '/api/removed-plants', [removed(fern()), removed(basil())]);
    server.answer('POST', '/api/removed-plants/basil/restore', basil());
    const page = await mountPage(RemovedPlants);
    expect(page.emitted('ready')).toHaveLength(1);
    expect(page.roles('listitem')).toHaveLength(2);
    await page.click(page.role('button', /Basil/));
    expect(page.roles('listitem').map((item) => item.textContent)).toEqual([expect.stringContaining('Fern')]);
    expect(page.screen.garden.state.plants.basil?.name).toBe('Basil');
    expect(page.screen.told()).toEqual(['Basil is back.']);
  });

  it('stay in the list if they cannot come back', async () => {
    server.answer('GET', '/api/removed-plants', [removed(fern())]);
    server.answer('POST', '/api/removed-plants/fern/restore', problem(404, { detail: 'It was purged.' }));
    const page = await mountPage(RemovedPlants);
    await page.click(page.role('button', /Fern/));
    expect(page.roles('listitem')).toHaveLength(1);
    expect(page.screen.told()).toEqual(['It was purged.']);
  });

  it('are asked for again after a failure; without any, that is said', async () => {
    server.answer('GET', '/api/removed-plants', problem(503, { detail: 'Not now.' }));
    const page = await mountPage(RemovedPlants);
    expect(page.words()).toContain('Not now.');
    expect(page.emitted('ready')).toHaveLength(1);
    server.answer('GET', '/api/removed-plants', []);
    await page.click(page.role('button', 'Try again'));
    expect(page.words()).not.toContain('Not now.');
    expect(page.roles('listitem')).toHaveLength(0);
  });
});
