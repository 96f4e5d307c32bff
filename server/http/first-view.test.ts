import type { Plant } from '@plantops/shared/api/plants.ts';
import { perMetric } from '@plantops/shared/metrics.ts';
import { finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { describe, expect, it } from 'vitest';
import { firstViewHtml, type Viewer } from './first-view.ts';

const NOW = '2026-01-07T12:00:00.000Z';
const viewer: Viewer = { language: 'en', temperatureUnit: 'celsius', theme: 'system', now: new Date(NOW) };

const plant = (overrides: Partial<Plant> = {}): Plant =>
  ({
    id: 'plant_1',
    name: 'Fern',
    status: 'ok',
    stale: [],
    place: { site: null },
    latest: {
      time: '2026-01-07T11:57:00.000Z',
      ...perMetric(() => null),
      soil_moisture: 41.5,
      temperature: 21.04,
      humidity: 55,
    },
    verdict: {
      at: NOW,
      level: 'attention',
      findings: [finding({ code: 'soil_dry' })],
      asks: [],
      next_watering: null,
      doubted: [],
      air: null,
    },
    ...overrides,
  }) as unknown as Plant;

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('the first view', () => {
  it('has each plant with its link, what the judge says, its first values and their age', () => {
    const html = firstViewHtml({ plants: [plant(), plant({ id: 'plant_2', latest: null })], isOne: false }, viewer);
    expect([...html.matchAll(/href="([^"]+)"/g)].map(([, path]) => path)).toEqual([
      '/plants/plant_1',
      '/plants/plant_2',
    ]);
    expect(textOf(html)).toMatch(/^PlantOps Plants Fern .*dry.* Soil moisture 42% Temperature 21 °C 3 min\. ago Fern/);
    expect(html.match(/class="attention"/g)).toHaveLength(2);
    expect(html).not.toContain('Humidity');
    expect(textOf(html)).toContain('No values yet');
  });

  it('speaks the language and the units of the owner', () => {
    const german = firstViewHtml(
      { plants: [plant()], isOne: false },
      { ...viewer, language: 'de', temperatureUnit: 'fahrenheit' },
    );
    expect(textOf(german)).toMatch(/Pflanzen Fern .*trocken.* 42 % Temperatur 70 °F vor 3 Min\./);
    expect(german).toContain('lang="de"');
  });

  it('of one plant has its name as the heading, the sentence and all values', () => {
    const html = firstViewHtml({ plants: [plant()], isOne: true }, viewer);
    expect(html).toContain('<h1>Fern</h1>');
    for (const name of ['Soil moisture', 'Temperature', 'Humidity']) expect(html).toContain(name);
  });

  it.each([
    ['a silent plant', { status: 'offline' as const }, '3 min. ago'],
    ['one value that is old', { stale: [{ metric: 'soil_moisture', since: '2026-01-07T09:00:00.000Z' }] }, '3 hr. ago'],
  ] as const)('marks %s, with its time', (_what, overrides, age) => {
    const html = firstViewHtml({ plants: [plant(overrides as unknown as Partial<Plant>)], isOne: false }, viewer);
    expect(html).toContain(`<small class="old">${age}</small>`);
  });

  it('leaves out a value that the judge does not believe', () => {
    const torn = finding({ code: 'probe_out_of_soil', metric: 'soil_moisture', evidence: {} });
    const verdict = {
      at: NOW,
      level: 'attention' as const,
      findings: [torn],
      asks: [],
      next_watering: null,
      doubted: ['soil_moisture' as const],
      air: null,
    };
    const html = firstViewHtml({ plants: [plant({ verdict })], isOne: true }, viewer);
    expect(html).not.toContain('42%');
    expect(html).toContain('21 °C');
  });

  it('shows names as they are, whatever signs they have', () => {
    const html = firstViewHtml(
      { plants: [plant({ name: `<img src=x onerror="a('b')"> & $& href="/x"`, verdict: null })], isOne: false },
      viewer,
    );
    expect(html).toContain(
      '<strong>&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; $&amp; href=&quot;/x&quot;</strong>',
    );
  });

  it('is empty where there is no plant', () => {
    expect(firstViewHtml({ plants: [], isOne: false }, viewer)).toBe('');
  });
});
