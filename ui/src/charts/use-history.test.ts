import { describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem, settled } from '../testing/fake-server';
import { at, history, reading } from '../testing/samples';
import { type Screen } from '../testing/screen';
import { clock, pass, server } from '../testing/stage';
import { preferences } from '../messages/preferences';
import type { Span } from './time-window';
import { useHistory } from './use-history';

const PATH = '/api/plants/:id/history';
const day: Span = { range: '24h' };
const past: Span = { from: Date.parse(at('08:00')), to: Date.parse(at('10:00')) };

/** The chart of a plant on a screen, whose plant and span the owner changes. */
async function chart(screen?: Screen, plantId = 'fern', first: Span = day) {
  const id = ref(plantId);
  const hasProbes = ref(false);
  const span = ref<Span>(first);
  const shown = (screen ?? (await liveScreen())).show(() =>
    useHistory(
      () => id.value,
      () => span.value,
      () => 300,
      () => hasProbes.value,
    ),
  );
  await settled();
  const values = (): unknown[] | undefined => shown.it.history.value?.points.map((point) => point.soil_moisture);
  return { ...shown, id, span, hasProbes, values };
}

const answerAll = (): void =>
  server.answer('GET', PATH, ({ params }: { params: { id: string } }) =>
    history(params.id, { '11:58': { soil_moisture: params.id === 'fern' ? 1 : 2 } }),
  );
const asked = () => server.asked('GET', PATH);
const measure = (plantId: string | null, time: string, value: number): Promise<void> =>
  FakeEventSource.latest.emit('reading', reading(plantId, at(time), { soil_moisture: value }));

describe('the history of a plant', () => {
  it('is asked for the plant, its span and the time zone shown, and for as many points as fit if it is no range', async () => {
    answerAll();
    preferences.timeZone = 'Asia/Tokyo';
    const { span, values, it: shown } = await chart();
    expect(asked()[0]).toMatchObject({
      path: '/api/plants/fern/history',
      query: { range: '24h', time_zone: 'Asia/Tokyo' },
    });
    expect(asked()[0]?.query).not.toHaveProperty('points');
    preferences.timeZone = undefined;
    span.value = past;
    await settled();
    expect(asked()[1]).toMatchObject({
      query: { from: at('08:00'), points: '300', time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    });
    expect([values(), shown.isLoading.value, shown.error.value]).toEqual([[1], false, undefined]);
  });

  it('has the line of each device where several measure the plant', async () => {
    answerAll();
    const { hasProbes } = await chart();
    hasProbes.value = true;
    await settled();
    expect(asked().map(({ query }) => query.devices)).toEqual([undefined, 'true']);
  });

  it('of the next plant shows nothing of the plant before, whenever that answer arrives', async () => {
    const screen = await liveScreen();
    for (let steps = 0; steps < 40; steps += 1) {
      const [before, after] = [server.hold('GET', PATH), server.hold('GET', PATH)];
      const { id, values, leave } = await chart(screen);
      void before.answer(history('fern', { '11:58': { soil_moisture: 1 } }));
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      id.value = 'basil';
      await settled();
      expect(values()).toBeUndefined();
      await after.answer(history('basil', { '11:58': { soil_moisture: 2 } }));
      expect(values()).toEqual([2]);
      leave();
    }
  });

  it('that is no longer wanted is not waited for', async () => {
    const [before, after] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    const { id, values, it: shown } = await chart();
    id.value = 'basil';
    await settled();
    expect([before.call?.isAborted(), shown.isLoading.value, shown.error.value]).toEqual([true, true, undefined]);
    await after.answer(history('basil', { '11:58': { soil_moisture: 2 } }));
    await before.answer(history('fern', { '11:58': { soil_moisture: 1 } }));
    expect([values(), shown.error.value, shown.isLoading.value]).toEqual([[2], undefined, false]);
  });

  it('stays on the screen while another span is loaded', async () => {
    answerAll();
    const { span, values, it: shown } = await chart();
    const next = server.hold('GET', PATH);
    span.value = { range: '7d' };
    await settled();
    expect([values(), shown.isLoading.value]).toEqual([[1], true]);
    await next.answer(history('fern', { '11:57': { soil_moisture: 7 } }));
    expect([values(), shown.isLoading.value]).toEqual([[7], false]);
    expect(asked().map(({ query }) => query.range)).toEqual(['24h', '7d']);
  });

  it('of the same span is not asked for again', async () => {
    answerAll();
    const { span } = await chart();
    span.value = { ...day };
    await settled();
    expect(asked().length).toBe(1);
  });

  it('that cannot be loaded says why, until it can, and never about the next plant', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    const { it: shown, id, values } = await chart();
    expect([shown.error.value, shown.isLoading.value]).toEqual(['Away.', false]);
    answerAll();
    await shown.load();
    expect([shown.error.value, values()]).toEqual([undefined, [1]]);
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    await shown.load();
    expect([shown.error.value, values()]).toEqual(['Away.', [1]]);
    server.hold('GET', PATH);
    id.value = 'basil';
    await settled();
    expect([shown.error.value, values()]).toEqual([undefined, undefined]);
  });

  it('is asked for on each screen for its own plant', async () => {
    answerAll();
    const [one, two] = [await chart(await liveScreen()), await chart(await liveScreen(), 'basil')];
    expect([one.values(), two.values()]).toEqual([[1], [2]]);
  });
});

describe('live readings', () => {
  it('extend the line of their plant, and of no other', async () => {
    answerAll();
    const { values } = await chart();
    await measure('basil', '12:00', 90);
    await measure(null, '12:00', 91);
    await measure('fern', '12:00', 50);
    expect(values()).toEqual([1, 50]);
  });

  it('are drawn at once, and those that follow together half a second later', async () => {
    answerAll();
    const { values } = await chart();
    await measure('fern', '12:00', 50);
    await measure('fern', '12:01', 51);
    await measure('fern', '12:02', 52);
    expect(values()).toEqual([1, 50]);
    await pass(499);
    expect(values()).toEqual([1, 50]);
    await pass(1);
    expect(values()).toEqual([1, 50, 51, 52]);
    await pass(500);
    await measure('fern', '12:03', 53);
    expect(values()).toEqual([1, 50, 51, 52, 53]);
  });

  it('do not extend a span that has ended', async () => {
    answerAll();
    const { values } = await chart(undefined, 'fern', past);
    await measure('fern', '12:00', 50);
    await pass(500);
    expect(values()).toEqual([1]);
  });

  it('that arrive while the history is loaded are drawn upon it', async () => {
    const loaded = server.hold('GET', PATH);
    const { values } = await chart();
    await measure('fern', '12:00', 50);
    expect(values()).toBeUndefined();
    await loaded.answer(history('fern', { '11:58': { soil_moisture: 1 } }));
    expect(values()).toEqual([1, 50]);
  });

  it('that waited for the plant before are not drawn for the next', async () => {
    server.hold('GET', PATH);
    const { id, values } = await chart();
    await measure('fern', '12:00', 50);
    answerAll();
    id.value = 'basil';
    await settled();
    expect(values()).toEqual([2]);
    await pass(1000);
    expect(values()).toEqual([2]);
  });

  it('within half a second of one drawn are not lost by a new load', async () => {
    answerAll();
    const { values, it: shown } = await chart();
    await measure('fern', '12:00', 50);
    const loaded = server.hold('GET', PATH);
    void shown.load();
    await settled();
    await measure('fern', '12:01', 51);
    await pass(500);
    expect(values()).toEqual([1, 50]);
    await loaded.answer(history('fern', { '12:00': { soil_moisture: 49 } }));
    expect(values()).toEqual([49, 51]);
  });
});

describe('every minute', () => {
  it('the history is asked for again, because means are better than readings', async () => {
    answerAll();
    await chart();
    await pass(59_999);
    expect(asked().length).toBe(1);
    await pass(1);
    expect(asked().length).toBe(2);
  });

  it('nothing is asked for a span that has ended, or while nobody looks', async () => {
    answerAll();
    const { span } = await chart(undefined, 'fern', past);
    await pass(180_000);
    expect(asked().length).toBe(1);
    span.value = { from: past.from, to: undefined };
    await settled();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await pass(60_000);
    expect(asked().length).toBe(2);
    hidden.mockReturnValue(false);
    await pass(60_000);
    expect(asked().length).toBe(3);
    hidden.mockRestore();
  });

  it('nothing is asked once the page is left: neither timers nor requests remain', async () => {
    answerAll();
    const screen = await liveScreen();
    const timers = clock.timers;
    const quiet = await chart(screen);
    quiet.leave();
    const { leave } = await chart(screen);
    await measure('fern', '12:00', 50);
    const running = server.hold('GET', PATH);
    await pass(60_000);
    leave();
    expect([running.call?.isAborted(), clock.timers]).toEqual([true, timers]);
    await measure('fern', '12:02', 51);
    expect(clock.timers).toBe(timers);
    await pass(120_000);
    expect(asked().length).toBe(3);
  });
});
