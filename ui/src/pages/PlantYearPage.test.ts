import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlantYear } from '../api/generated';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { problem, settled } from '../testing/fake-server';
import { fern, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import { plantYear, yearPhoto } from '../testing/year-samples';
import PlantYearPage from './PlantYearPage.vue';

const PHOTO = new Blob(['picture'], { type: 'image/webp' });

async function shown(year: Partial<PlantYear> = {}, id = 'fern') {
  server.answer('GET', '/api/start', start({ plants: [fern({ name: 'Kitchen fern' })] }));
  server.answer('GET', '/api/plants/fern/year/:year', ({ params }: { params: { year: string } }) =>
    plantYear({ year: Number(params.year), ...year }),
  );
  server.answer('GET', '/api/plants/fern/photos', [yearPhoto('june', '2026-06-09T10:00:00.000Z')]);
  server.answer('GET', '/api/plants/fern/photos/:photo', PHOTO);
  const screen = openScreen();
  screen.garden.start();
  await settled();
  return mountPage(PlantYearPage, { id, year: 2026 }, { screen });
}

describe("a plant's year", () => {
  it('has its figures, its months, the days within the range and its photos, and says whose it is', async () => {
    const page = await shown();
    expect(page.role('heading', 'Kitchen fern in 2026')).toBeDefined();
    expect(document.title).toBe('Kitchen fern in 2026 · PlantOps');
    expect(page.testId('year-warmest').textContent).toContain('31.2 °C');
    expect(page.testId('year-waterings').textContent).toContain('3 times');
    expect(page.testId('within-soil_moisture').textContent).toContain('200 of 240 days');
    expect(page.testIds('within-temperature'), 'it is not judged').toEqual([]);
    expect(page.testId('month-soil_moisture-2').textContent).toContain('41.0 %');
    expect(page.testId('month-soil_moisture-1').textContent).toContain('–');
    expect(page.has('button', 'Open the photo of Jun 9, 2026')).toBe(true);
  });

  it('is shown in German and °F where that is chosen', async () => {
    await useLanguage('de');
    preferences.temperatureUnit = 'fahrenheit';
    const page = await shown();
    expect(page.role('heading', 'Kitchen fern im Jahr 2026')).toBeDefined();
    expect(page.testId('year-warmest').textContent).toMatch(/Wärmster Tag.*88,2 °F.*3\. Juli/);
  });

  it('leads to the years before and after, up to the year that it is, and shows none as another', async () => {
    const page = await shown();
    expect(page.role('link', 'To 2025').getAttribute('href')).toBe('/plants/fern/year/2025');
    expect(page.has('link', 'To 2027')).toBe(false);
    const before = server.hold('GET', '/api/plants/fern/year/2025');
    await page.change({ year: 2025 });
    expect(page.testIds('year-warmest')).toEqual([]);
    expect(page.has('progressbar', 'Loading the year…')).toBe(true);
    await before.answer(plantYear({ year: 2025 }));
    expect(page.testIds('year-warmest')).toHaveLength(1);
    expect(page.role('link', 'To 2026').getAttribute('href')).toBe('/plants/fern/year/2026');
  });

  it('of which nothing is known says so, and has nothing to share', async () => {
    const page = await shown({ metrics: [], care: [], photos: [] });
    expect(page.testId('year-empty').textContent).toContain('Nothing is known of Kitchen fern in 2026');
    expect(page.has('button', 'Share as an image')).toBe(false);
  });

  it('that cannot be loaded says so, and is loaded again', async () => {
    const page = await shown();
    server.answer('GET', '/api/plants/fern/year/:year', problem(503, { detail: 'Too busy.', code: 'too_busy' }));
    await page.change({ year: 2024 });
    expect(page.testIds('not-loaded')).toHaveLength(1);
    server.answer('GET', '/api/plants/fern/year/:year', plantYear({ year: 2024 }));
    await page.click(page.role('button', 'Try again'));
    expect(page.testIds('not-loaded')).toEqual([]);
    expect(page.testIds('year-warmest')).toHaveLength(1);
  });

  it('of a plant that is gone says that', async () => {
    const page = await shown({}, 'nobody');
    expect(page.role('heading', /not there/)).toBeDefined();
  });
});

describe('the image of a year', () => {
  const saved: string[] = [];
  beforeEach(() => {
    saved.length = 0;
    const context = new Proxy(
      { measureText: () => ({ width: 1 }) },
      { get: (known, name) => Reflect.get(known, name) ?? (() => undefined), set: () => true },
    );
    vi.stubGlobal('createImageBitmap', async () => ({ width: 10, height: 10 }));
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(function (this: HTMLCanvasElement, tell) {
      expect([this.width, this.height]).toEqual([1080, 1350]);
      tell(new Blob(['drawn'], { type: 'image/png' }));
    });
    URL.createObjectURL = () => 'blob:image';
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    return () => {
      vi.restoreAllMocks();
      Reflect.deleteProperty(navigator, 'share');
      Reflect.deleteProperty(navigator, 'canShare');
    };
  });
  const sharing = (share: (what: ShareData) => Promise<void>) =>
    Object.assign(navigator, { canShare: () => true, share });
  const NAME = 'kitchen-fern-2026.png';

  it('is saved where the browser shares no files, which is told', async () => {
    const page = await shown();
    await page.click(page.role('button', 'Share as an image'));
    expect(saved).toEqual([NAME]);
    expect(page.screen.told()).toEqual([`The image was saved: ${NAME}`]);
    await pass(60_000);
  });

  it('is given to other apps where the browser shares files', async () => {
    const given: ShareData[] = [];
    sharing(async (what) => void given.push(what));
    const page = await shown();
    await page.click(page.role('button', 'Share as an image'));
    expect(given.map(({ title, files }) => [title, files?.[0]?.name, files?.[0]?.type])).toEqual([
      ['Kitchen fern in 2026', NAME, 'image/png'],
    ]);
    expect([saved, page.screen.told()]).toEqual([[], []]);
  });

  it('is not saved when the owner chose no app, but when no app could be asked', async () => {
    let why = 'AbortError';
    sharing(() => Promise.reject(new DOMException('No', why)));
    const page = await shown();
    await page.click(page.role('button', 'Share as an image'));
    expect(saved).toEqual([]);
    why = 'NotAllowedError';
    await page.click(page.role('button', 'Share as an image'));
    expect(saved).toEqual([NAME]);
    await pass(60_000);
  });

  it('is complete without a photo that cannot be had', async () => {
    const page = await shown();
    server.answer('GET', '/api/plants/fern/photos/:photo', problem(404));
    await page.click(page.role('button', 'Share as an image'));
    expect(saved).toEqual([NAME]);
    await pass(60_000);
  });

  it('that the browser cannot draw is said to be missing', async () => {
    vi.mocked(HTMLCanvasElement.prototype.getContext).mockReturnValue(null);
    const page = await shown();
    await page.click(page.role('button', 'Share as an image'));
    expect(page.screen.told()).toEqual(['The image could not be drawn.']);
    expect(saved).toEqual([]);
  });
});
