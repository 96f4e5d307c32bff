import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Plant } from '../api/generated';
import { preferences } from '../messages/preferences';
import { FakeEventSource } from '../testing/fake-event-source';
import { settled } from '../testing/fake-server';
import { at, basil, fern, plant, reading, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import WallPage from './WallPage.vue';

/** Larger than any of the page's own spans of time (ms). */
const LATER = 60_000;

/** A browser's screen lock: which is held, and how often it was asked for. */
function fakeWakeLock() {
  const lock = { held: 0, asked: 0, refuses: false, lose: async () => {} };
  vi.stubGlobal('navigator', {
    ...{ userAgent: navigator.userAgent, languages: ['en'], serviceWorker: undefined },
    wakeLock: {
      async request() {
        lock.asked += 1;
        if (lock.refuses) throw new DOMException('The battery is low.', 'NotAllowedError');
        const sentinel = new EventTarget();
        lock.held += 1;
        const release = async (): Promise<void> => {
          lock.held -= 1;
          sentinel.dispatchEvent(new Event('release'));
        };
        lock.lose = release;
        return Object.assign(sentinel, { release });
      },
    },
  });
  return lock;
}

const seen = (state: 'visible' | 'hidden'): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
};

async function shown(plants: Plant[] = [fern(), basil()], address = '/wall') {
  preferences.timeZone = 'UTC';
  server.answer('GET', '/api/start', start({ plants }));
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(WallPage, {}, { screen });
  return {
    ...page,
    tiles: () =>
      [...document.querySelectorAll<HTMLElement>('[data-testid^=wall-tile] .name')].map((one) => one.innerText.trim()),
    tile: (id: string) => page.testId(`wall-tile-${id}`),
    address: () => screen.router.currentRoute.value.fullPath,
  };
}

describe('the wall', () => {
  afterEach(() => {
    preferences.timeZone = undefined;
    vi.restoreAllMocks();
  });

  it('shows state, name and one value of each plant: the one outside its limits, else that of the soil', async () => {
    const hot = fern({ status: 'alert', unseen_alerts: 1, open_alerts: 1, thresholds: { temperature: { max: 10 } } });
    const page = await shown([hot, basil()]);
    expect(page.tile('fern').textContent).toMatch(/Needs you.*Fern.*40\.0.*%/s);
    await FakeEventSource.latest.emit('reading', reading('fern', at('12:00'), { temperature: 21.3 }));
    expect(page.tile('fern').textContent).toMatch(/Needs you.*Fern.*21\.3.*°C/s);
    expect(page.tile('basil').textContent).toMatch(/All well.*Basil.*40\.0.*%/s);
    expect(page.testIds('wall-since')).toEqual([]);
    await FakeEventSource.latest.emit('reading', reading('basil', at('12:00'), { soil_moisture: 51.3 }));
    expect(page.tile('basil').textContent).toContain('51.3');
  });

  it('marks an old value with its time, and all values where the connection is lost', async () => {
    const old = basil({ status: 'stale', stale: [{ metric: 'soil_moisture', since: at('11:00') }] });
    const page = await shown([old, fern()]);
    expect(page.tile('basil').classList).toContain('stale');
    expect(page.tile('basil').querySelector('[data-testid=wall-since]')?.textContent).toMatch(/of 11:59\sAM/);
    expect(page.tile('fern').classList).not.toContain('stale');
    FakeEventSource.latest.fallSilent();
    await pass(30_000);
    expect(page.testIds('wall-since')).toHaveLength(2);
    expect(page.tile('fern').classList).toContain('stale');
  });

  it('turns its pages by itself, but not while somebody is there nor while it is stopped', async () => {
    vi.stubGlobal('innerWidth', 600);
    vi.stubGlobal('innerHeight', 700);
    const page = await shown(['a', 'b', 'c', 'd', 'e'].map((id) => plant(id)));
    const place = (): string | null => page.testId('wall-page').textContent;
    expect([page.tiles(), place()]).toEqual([['A', 'B'], '1 / 3']);
    await pass(16_000);
    expect([page.tiles(), place()]).toEqual([['C', 'D'], '2 / 3']);
    await page.click(page.role('button', 'Stay on this page'));
    await pass(LATER);
    expect(place()).toBe('2 / 3');
    await page.click(page.role('button', 'Next page'));
    expect([page.tiles(), place()]).toEqual([['E'], '3 / 3']);
    await page.press(document.body, 'ArrowRight');
    expect(place()).toBe('1 / 3');
    await page.click(page.role('button', 'Turn the pages again'));
    await pass(LATER);
    expect(place()).not.toBe('1 / 3');
  });

  it('leaves out plants without a sensor that need nobody, and says how many', async () => {
    const bare = ['a', 'b'].map((id) =>
      plant(id, { status: 'no_sensor', device_count: 0, latest: null, verdict: null }),
    );
    const page = await shown([...bare, fern()]);
    expect(page.tiles()).toEqual(['Fern']);
    expect(page.testId('wall-left').textContent).toBe('2 without a sensor');
  });

  it('shows what its address says, and leaving it is remembered', async () => {
    const page = await shown([fern(), basil()], '/wall?q=fern');
    expect(page.tiles()).toEqual(['Fern']);
    expect(localStorage.getItem('plantops-plant-view')).toBe('wall');
    await page.click(page.role('button', 'Leave the wall view'));
    expect(page.address()).toBe('/?q=fern');
    expect(localStorage.getItem('plantops-plant-view')).toBe('cards');
  });

  it('keeps the screen on, also after it was hidden, and lets it sleep when the page is left', async () => {
    const lock = fakeWakeLock();
    const page = await shown();
    expect([lock.held, lock.asked]).toEqual([1, 1]);
    expect(page.words()).not.toContain('The screen may go dark');
    // The browser takes the lock back when the page is hidden.
    seen('hidden');
    await lock.lose();
    await settled();
    expect([lock.held, page.words().includes('The screen may go dark')]).toEqual([0, true]);
    seen('visible');
    await settled();
    expect([lock.held, lock.asked]).toEqual([1, 2]);
    page.leave();
    await settled();
    expect(lock.held).toBe(0);
    seen('visible');
    await settled();
    expect(lock.asked, 'a page that is left asks no more').toBe(2);
  });

  it('says that the screen may go dark where the browser cannot or will not keep it on, and asks again at a touch', async () => {
    const without = await shown();
    expect(without.words()).toContain('The screen may go dark');
    without.leave();
    const lock = fakeWakeLock();
    lock.refuses = true;
    const page = await shown();
    expect(page.words()).toContain('The screen may go dark');
    lock.refuses = false;
    document.dispatchEvent(new Event('pointerup'));
    await settled();
    expect(page.words()).not.toContain('The screen may go dark');
  });
});
