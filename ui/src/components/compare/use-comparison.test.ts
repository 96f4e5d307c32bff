import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { preferences } from '../../messages/preferences';
import { liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { problem, settled } from '../../testing/fake-server';
import { at, history, reading } from '../../testing/samples';
import { type Screen } from '../../testing/screen';
import { clock, pass, server } from '../../testing/stage';
import { useComparison } from './use-comparison';

const PATH = '/api/plants/:id/history';
type Params = { params: { id: string } };

async function page(first = ['fern', 'basil'], screen?: Screen) {
  const plants = ref(first);
  const range = ref<HistoryRange>('24h');
  const on = screen ?? (await liveScreen());
  const shown = on.show(() =>
    useComparison(
      () => plants.value,
      () => range.value,
    ),
  );
  await settled();
  const { comparison, failures, isLoading, load } = shown.it;
  return {
    ...on,
    plants,
    range,
    isLoading,
    load,
    leave: shown.leave,
    found: () => [...(comparison.value?.histories.keys() ?? [])],
    shownRange: () => comparison.value?.range,
    failed: () => Object.fromEntries(failures.value),
  };
}
const answerAll = (): void => server.answer('GET', PATH, ({ params }: Params) => history(params.id));
const asked = (): string[] => server.asked('GET', PATH).map(({ params }) => params.id ?? '');

beforeEach(() => {
  preferences.timeZone = 'UTC';
});
afterEach(() => {
  preferences.timeZone = undefined;
});

describe('the comparison', () => {
  it('asks for all plants in the same buckets', async () => {
    answerAll();
    clock.set(at('12:02'));
    const { found, failed, isLoading, shownRange } = await page();
    expect([found(), failed(), isLoading.value, shownRange()]).toEqual([['fern', 'basil'], {}, false, '24h']);
    expect(server.asked('GET', PATH).map(({ query }) => query)).toEqual(
      Array(2).fill({ from: '2026-01-06T12:05:00.000Z', to: at('12:05'), points: '300', time_zone: 'UTC' }),
    );
  });

  it('asks for days of the zone in which times are shown, and again when that changes', async () => {
    answerAll();
    clock.set(at('12:02'));
    preferences.timeZone = 'Asia/Kolkata';
    const { range } = await page(['fern']);
    range.value = '1y';
    await settled();
    const ofYear = { from: '2025-01-07T18:30:00.000Z', to: at('18:30'), points: '377', time_zone: 'Asia/Kolkata' };
    expect(server.asked('GET', PATH).at(-1)?.query).toEqual(ofYear);
    preferences.timeZone = 'Europe/Berlin';
    await settled();
    expect(server.asked('GET', PATH).at(-1)?.query).toMatchObject({ to: at('23:00'), time_zone: 'Europe/Berlin' });
  });

  it('stays until the histories of another range are all there', async () => {
    answerAll();
    const { range, found, shownRange, isLoading } = await page();
    const [fern, basil] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    range.value = '7d';
    await settled();
    await basil.answer(history('basil'));
    expect([shownRange(), isLoading.value]).toEqual(['24h', true]);
    await fern.answer(history('fern'));
    expect([shownRange(), isLoading.value, found().sort()]).toEqual(['7d', false, ['basil', 'fern']]);
  });

  it('of two plants removed and one added has nothing of answers that were on their way', async () => {
    answerAll();
    const { plants, found, isLoading } = await page(['fern', 'basil']);
    const late = server.hold('GET', PATH);
    plants.value = ['fern'];
    await settled();
    plants.value = ['cactus', 'basil'];
    await settled();
    expect([late.call?.isAborted(), found(), isLoading.value]).toEqual([true, ['cactus', 'basil'], false]);
    await late.answer(history('fern'));
    expect(found()).toEqual(['cactus', 'basil']);
  });

  it('asks nothing again for the same plants in a new list', async () => {
    answerAll();
    const { plants } = await page();
    plants.value = [...plants.value];
    await settled();
    expect(asked().length).toBe(2);
  });

  it('lacks the plant whose request failed, and says why', async () => {
    answerAll();
    server.answer('GET', '/api/plants/basil/history', problem(404, { detail: 'Gone.' }));
    const { found, failed, plants } = await page();
    expect([found(), failed()]).toEqual([['fern'], { basil: 'Gone.' }]);
    plants.value = ['fern'];
    await settled();
    expect(failed()).toEqual({});
  });

  it('stays if none can be fetched again, and says why for each', async () => {
    answerAll();
    const { found, failed, load, isLoading } = await page();
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    await load();
    expect([found(), failed(), isLoading.value]).toEqual([['fern', 'basil'], { fern: 'Away.', basil: 'Away.' }, false]);
  });

  it('of another range that cannot be fetched shows nothing of the range before', async () => {
    answerAll();
    const { found, range, shownRange } = await page();
    server.answer('GET', PATH, problem(503));
    range.value = '7d';
    await settled();
    expect([found(), shownRange()]).toEqual([[], '7d']);
  });

  it('of no plants is empty', async () => {
    const { found, isLoading, plants } = await page([]);
    expect([found(), isLoading.value]).toEqual([[], false]);
    answerAll();
    plants.value = ['fern'];
    await settled();
    plants.value = [];
    await settled();
    expect(found()).toEqual([]);
  });
});

describe('the comparison follows', () => {
  const measure = (id: string | null): Promise<void> =>
    FakeEventSource.latest.emit('reading', reading(id, at('12:00'), {}));

  it('readings of its plants, every half a minute', async () => {
    answerAll();
    await page();
    await measure('fern');
    await measure('basil');
    await pass(29_999);
    expect(asked().length).toBe(2);
    await pass(1);
    expect(asked().length).toBe(4);
    await pass(60_000);
    expect(asked().length).toBe(4);
  });

  it('no readings of other plants, or of none', async () => {
    answerAll();
    await page(['fern']);
    await measure('basil');
    await measure(null);
    await pass(60_000);
    expect(asked()).toEqual(['fern']);
  });

  it('readings only while somebody looks, and once the last answers have come', async () => {
    answerAll();
    const { load } = await page(['fern']);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await measure('fern');
    await pass(30_000);
    expect(asked().length).toBe(1);
    hidden.mockRestore();
    await pass(25_000);
    const held = server.hold('GET', PATH);
    void load();
    await settled();
    await pass(5000);
    expect(asked().length).toBe(2);
    await held.answer(history('fern'));
    await measure('fern');
    await pass(30_000);
    expect(asked().length).toBe(3);
  });

  it('the connection, when it is back', async () => {
    answerAll();
    await page(['fern']);
    await FakeEventSource.latest.drop();
    expect(asked().length).toBe(1);
    await FakeEventSource.latest.connect();
    expect(asked().length).toBe(2);
  });

  it('nothing once the page is left', async () => {
    answerAll();
    const screen = await liveScreen();
    const timers = clock.timers;
    const { leave, load } = await page(['fern'], screen);
    const held = server.hold('GET', PATH);
    void load();
    await settled();
    leave();
    expect([held.call?.isAborted(), clock.timers]).toEqual([true, timers]);
    await measure('fern');
    await pass(60_000);
    expect(asked().length).toBe(2);
  });
});
