import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { Plant, Thresholds } from '../api/generated';
import { problem, settled } from '../testing/fake-server';
import { basil, fern } from '../testing/samples';
import { openScreen, type Screen } from '../testing/screen';
import { server } from '../testing/stage';
import { useLimitSaving } from './use-limit-saving';

const dry: Thresholds = { soil_moisture: { min: 20, max: 60 } };

/** The server keeps what it is sent, for all screens. */
function keepAll(): void {
  const kept = new Map<string, Plant>([
    ['fern', fern({ thresholds: dry })],
    ['basil', basil()],
  ]);
  server.answer('PUT', '/api/plants/:id', ({ params, body }: { params: { id: string }; body: Partial<Plant> }) => {
    const next = { ...kept.get(params.id)!, ...body };
    kept.set(params.id, next);
    return next;
  });
}

function chart(screen: Screen = openScreen()) {
  const plant = ref<Plant>(fern({ thresholds: dry }));
  screen.garden.state.plants = { fern: plant.value, basil: basil() };
  return { ...screen, plant, save: screen.show(() => useLimitSaving(() => plant.value)).it };
}
const sent = (): unknown[] => server.asked('PUT', '/api/plants/:id').map(({ path, body }) => [path, body]);

describe('saving a limit', () => {
  it('keeps the other limits, shows the new one, and says so', async () => {
    keepAll();
    const { save, garden, told } = chart();
    expect(await save('soil_moisture', 'min', 25)).toBe(true);
    expect(sent()).toEqual([['/api/plants/fern', { thresholds: { soil_moisture: { min: 25, max: 60 } } }]]);
    expect(garden.state.plants.fern?.thresholds.soil_moisture?.min).toBe(25);
    expect(told()[0]).toMatch(/^Soil moisture: at least 25\.0\s%\.$/);
  });

  it('keeps limits that were changed on another screen meanwhile', async () => {
    keepAll();
    const { save, garden } = chart();
    garden.state.plants.fern = fern({ thresholds: { ...dry, humidity: { min: 40 } } });
    await save('soil_moisture', 'min', 25);
    expect(garden.state.plants.fern.thresholds).toEqual({
      soil_moisture: { min: 25, max: 60 },
      humidity: { min: 40 },
    });
  });

  it('is undone for the plant that it was about, even if another is shown by then', async () => {
    keepAll();
    const { save, act, plant, garden, told } = chart();
    await save('soil_moisture', 'max', null);
    expect(garden.state.plants.fern?.thresholds.soil_moisture).toEqual({ min: 20, max: null });
    plant.value = basil();
    await act();
    expect(garden.state.plants.fern?.thresholds.soil_moisture).toEqual({ min: 20, max: 60 });
    expect([sent().length, told()]).toEqual([2, ['Undone.']]);
  });

  it('of a metric without limits is undone by removing it', async () => {
    keepAll();
    const { save, act, garden } = chart();
    await save('humidity', 'min', 40);
    await act();
    expect(garden.state.plants.fern?.thresholds).toEqual(dry);
  });

  it('says which limit was removed', async () => {
    keepAll();
    const { save, told } = chart();
    await save('soil_moisture', 'max', null);
    const removed = told()[0];
    await save('soil_moisture', 'max', 70);
    expect(removed).toBe('Soil moisture: at most was removed.');
  });

  it('that the server refuses changes nothing, and says why', async () => {
    server.answer('PUT', '/api/plants/fern', problem(422, { detail: 'Below the least.' }));
    const { save, garden, told } = chart();
    expect(await save('soil_moisture', 'min', -5)).toBe(false);
    await settled();
    expect([told(), garden.state.plants.fern?.thresholds]).toEqual([['Below the least.'], dry]);
  });

  it('of a plant that the store does not know yet takes the limits that are shown', async () => {
    keepAll();
    const { save, garden } = chart();
    garden.state.plants = {};
    await save('soil_moisture', 'min', 25);
    expect(sent()).toEqual([['/api/plants/fern', { thresholds: { soil_moisture: { min: 25, max: 60 } } }]]);
  });
});
