import { describe, expect, it } from 'vitest';
import { FakeEventSource } from '../testing/fake-event-source';
import { settled } from '../testing/fake-server';
import { begunScreen, liveScreen } from '../testing/begun-screen';
import { at } from '../testing/samples';
import { clock, pass, server } from '../testing/stage';
import { openScreen } from '../testing/screen';

const SECOND = 1000;

describe('what is shown', () => {
  it('is of now while the pulse is heard, however little happens', async () => {
    const { freshness } = await liveScreen();
    await pass(600 * SECOND);
    expect([freshness.isLive, freshness.valuesOf]).toEqual([true, undefined]);
  });

  it('is of the last pulse once that is 20 seconds ago, on the screen whose line is dead only', async () => {
    const [dead, alive] = [await liveScreen(), await liveScreen()];
    await pass(60 * SECOND);
    FakeEventSource.all[0]?.fallSilent();
    await pass(17 * SECOND);
    expect([dead.freshness.isLive, dead.freshness.valuesOf]).toEqual([true, undefined]);
    await pass(3 * SECOND);
    expect([dead.freshness.isLive, dead.freshness.valuesOf?.toISOString()]).toEqual([false, at('12:01')]);
    expect([alive.freshness.isLive, alive.freshness.valuesOf]).toEqual([true, undefined]);
  });

  it('is of now again with the first pulse of the next stream', async () => {
    const { freshness } = await liveScreen();
    FakeEventSource.latest.fallSilent();
    await pass(30 * SECOND);
    expect(freshness.valuesOf?.toISOString()).toBe(at('12:00'));
    await FakeEventSource.latest.connect();
    expect([freshness.isLive, freshness.valuesOf]).toEqual([true, undefined]);
  });

  it('is not old at once when the connection drops: it may be back before anything has changed', async () => {
    const { freshness } = await liveScreen();
    await FakeEventSource.latest.drop();
    expect([freshness.isLive, freshness.valuesOf]).toEqual([false, undefined]);
    await pass(19 * SECOND);
    expect(freshness.valuesOf).toBeUndefined();
    await pass(SECOND);
    expect(freshness.valuesOf?.toISOString()).toBe(at('12:00'));
  });

  it('is of the time of the first answer where no stream ever stood', async () => {
    const { freshness, garden } = await begunScreen();
    garden.start();
    await pass(40 * SECOND);
    expect(freshness.valuesOf?.toISOString()).toBe(at('12:00'));
  });

  it('is old at once after the machine has slept', async () => {
    const { freshness } = await liveScreen();
    FakeEventSource.latest.fallSilent();
    clock.set(at('18:30'));
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    expect(freshness.valuesOf?.toISOString()).toBe(at('12:00'));
  });

  it('is of the copy until everything was fetched, even while the stream already brings events', async () => {
    (await liveScreen()).close();
    server.isReachable = false;
    await pass(3 * SECOND);
    const { garden, freshness } = openScreen();
    await garden.begin();
    expect([freshness.isLive, freshness.valuesOf?.toISOString()]).toEqual([false, at('12:00')]);
    freshness.connection(true);
    freshness.pulse({ time: at('12:01'), version: '0.1.0', dashboard: null });
    expect(freshness.valuesOf?.toISOString()).toBe(at('12:00'));
    freshness.fetched();
    expect(freshness.valuesOf).toBeUndefined();
  });
});
