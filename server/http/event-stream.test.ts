import type { LiveEvent } from '@plantops/shared/events.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import express from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveEvents } from '../services/live/live-events.ts';
import { OpenAnswer, useServed } from '../testing/served.ts';
import { ReaderBudget } from './reader-budget.ts';
import { streamEvents } from './event-stream.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const ABOUT = { version: '1.2.3', dashboard: '4f2a90c1d3e5' };
const pulseAt = (seconds: number): string =>
  `event: pulse\ndata: ${JSON.stringify({ time: new Date(NOON.getTime() + seconds * 1000).toISOString(), ...ABOUT })}\n\n`;
const OPENED = 'retry: 2000\n\n';
const BEGINNING = OPENED + pulseAt(0);
const RESET = 'event: reset\ndata: {}\n\n';
const serve = useServed();
let clock: FakeClock;
let live: LiveEvents;
let budget: ReaderBudget;
let url: string;
/** Writes to all screens. */
let writes: number;
/** When the session of a screen ends; the screens are told apart by a header. */
let ends: Map<string, Date>;

const idOf = (number: number): string => `${NOON.getTime().toString(36)}-${number}`;
const removed = (id: string): LiveEvent => ({ name: 'plant', data: { id, removed: true } });
const frame = (number: number, id: string): string =>
  `id: ${idOf(number)}\nevent: plant\ndata: {"id":"${id}","removed":true}\n\n`;
const watch = (headers: Record<string, string> = {}, query = ''): Promise<OpenAnswer> =>
  OpenAnswer.to(`${url}/${query}`, { headers });
/** Resolves once the server has noticed that readers have left. */
const settled = async (count: number): Promise<void> => {
  await expect.poll(() => live.listenerCount).toBe(count);
};

beforeEach(async () => {
  clock = new FakeClock(NOON);
  live = new LiveEvents(NOON);
  budget = new ReaderBudget();
  ends = new Map();
  writes = 0;
  url = await serve(
    express().get('/', (request, response) => {
      const write = response.write.bind(response) as (...given: unknown[]) => boolean;
      response.write = (...given: unknown[]) => {
        writes += 1;
        return write(...given);
      };
      const end = ends.get(request.get('x-screen') ?? '');
      streamEvents({
        live,
        clock,
        budget,
        about: ABOUT,
        onEnd(ended) {
          if (!end) return () => undefined;
          const timer = clock.after(end.getTime() - clock.now().getTime(), ended);
          return () => timer.cancel();
        },
        request,
        response,
        since: request.query.since as string | undefined,
      });
    }),
  );
});

describe('the event stream', () => {
  it('brings each event to two screens; when one leaves, the other goes on, and at the end nothing is left', async () => {
    const [first, second] = [await watch(), await watch()];
    live.publish(removed('p1'));
    await Promise.all([first.until('p1'), second.until('p1')]);
    first.leave();
    await settled(1);
    expect(clock.timers).toBe(1);
    live.publish(removed('p2'));
    await second.until('p2');
    expect([first.text, second.text]).toEqual([
      BEGINNING + frame(1, 'p1'),
      BEGINNING + frame(1, 'p1') + frame(2, 'p2'),
    ]);
    second.leave();
    await settled(0);
    expect(clock.timers).toBe(0);
  });

  it('brings what happens at one time in one write to each screen, in its order', async () => {
    const screens = [await watch(), await watch()];
    await Promise.all(screens.map((screen) => screen.until('pulse')));
    const before = writes;
    for (let number = 1; number <= 50; number += 1) live.publish(removed(`p${number}`));
    await Promise.all(screens.map((screen) => screen.until('"p50"')));
    expect(writes - before).toBe(screens.length);
    const all = Array.from({ length: 50 }, (_, index) => frame(index + 1, `p${index + 1}`)).join('');
    expect(screens.map(({ text }) => text)).toEqual([BEGINNING + all, BEGINNING + all]);
  });

  it('tells what happens within a moment together where there are many screens', async () => {
    const screens = await Promise.all(Array.from({ length: 21 }, () => watch()));
    await Promise.all(screens.map((screen) => screen.until('pulse')));
    const before = writes;
    live.publish(removed('p1'));
    await clock.advance(50);
    live.publish(removed('p2'));
    await clock.advance(50);
    await Promise.all(screens.map((screen) => screen.until('"p2"')));
    expect(writes - before).toBe(screens.length);
    live.publish(removed('p3'));
    for (const screen of screens) screen.leave();
    await settled(0);
    expect(clock.timers).toBe(0);
  });

  it('is not stored, not held back by a proxy, and stays open', async () => {
    expect(await watch()).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        connection: 'keep-alive',
      },
    });
  });

  it('has a pulse at the beginning and every five seconds, with the time and the versions, and not before', async () => {
    const screen = await watch();
    await clock.advance(4999);
    live.publish(removed('p1'));
    await clock.advance(1);
    live.publish(removed('p2'));
    await clock.advance(5000);
    live.publish(removed('p3'));
    await screen.until('p3');
    expect(screen.text).toBe(BEGINNING + frame(1, 'p1') + pulseAt(5) + frame(2, 'p2') + pulseAt(10) + frame(3, 'p3'));
  });

  it('sends what was missed before the pulse, which says that everything until then was sent', async () => {
    live.publish(removed('p1'));
    const screen = await watch({ 'last-event-id': idOf(0) });
    await screen.until('pulse');
    expect(screen.text).toBe(OPENED + frame(1, 'p1') + pulseAt(0));
  });

  it('answers HEAD at once and leaves no reader behind', async () => {
    const answer = await OpenAnswer.to(url, { method: 'HEAD' });
    expect([answer.status, await answer.end, live.listenerCount, clock.timers]).toEqual([200, '', 0, 0]);
  });

  describe('to a reader that was here before', () => {
    beforeEach(() => {
      for (const id of ['p1', 'p2', 'p3']) live.publish(removed(id));
    });
    const textUpToMarker = async (headers: Record<string, string>, query = ''): Promise<string> => {
      const screen = await watch(headers, query);
      live.publish(removed('marker'));
      await screen.until('marker');
      return screen.text.slice(OPENED.length, screen.text.indexOf(pulseAt(0)));
    };

    it('brings what it missed, and then what happens', async () => {
      expect(await textUpToMarker({ 'last-event-id': idOf(1) })).toBe(frame(2, 'p2') + frame(3, 'p3'));
    });

    it('brings nothing to one that has missed nothing', async () => {
      expect(await textUpToMarker({ 'last-event-id': idOf(3) })).toBe('');
    });

    it('brings nothing of before to one that does not ask', async () => {
      expect(await textUpToMarker({})).toBe('');
    });

    it("continues after the id in the address at a browser's first connection, and after the header from then on", async () => {
      expect(await textUpToMarker({}, `?since=${idOf(2)}`)).toBe(frame(3, 'p3'));
      live = new LiveEvents(NOON);
      for (const id of ['p1', 'p2', 'p3']) live.publish(removed(id));
      expect(await textUpToMarker({ 'last-event-id': idOf(3) }, `?since=${idOf(1)}`)).toBe('');
    });

    it('says with a reset that the id is not one of this server', async () => {
      expect(await textUpToMarker({ 'last-event-id': 'abc-1' })).toBe(RESET);
    });

    it('says with a reset that it has missed more than it may leave unread', async () => {
      live.publish(removed('x'.repeat(1024 * 1024)));
      const screen = await watch({ 'last-event-id': idOf(3) });
      live.publish(removed('marker'));
      await screen.until('marker');
      expect(screen.text).toBe(OPENED + RESET + pulseAt(0) + frame(5, 'marker'));
    });
  });

  it('after everything was replaced, continues for both screens, and for one that comes back after the reset', async () => {
    live.publish(removed('p1'));
    const [first, second] = [await watch(), await watch()];
    live.reset();
    live.publish(removed('p2'));
    await Promise.all([first.until('p2'), second.until('p2')]);
    const reset = `id: ${idOf(2)}\nevent: reset\ndata: {}\n\n`;
    expect([first.text, second.text]).toEqual(Array(2).fill(BEGINNING + reset + frame(3, 'p2')));
    const back = await watch({ 'last-event-id': idOf(2) });
    const late = await watch({ 'last-event-id': idOf(1) });
    live.publish(removed('p3'));
    await Promise.all([back.until('p3'), late.until('p3')]);
    expect([back.text, late.text]).toEqual([
      OPENED + frame(3, 'p2') + pulseAt(0) + frame(4, 'p3'),
      OPENED + RESET + pulseAt(0) + frame(4, 'p3'),
    ]);
  });

  it('drops a reader that leaves more than a megabyte unread, while another goes on', async () => {
    const [slow, quick] = [await watch(), await watch()];
    slow.stopReading();
    const large = 'x'.repeat(900_000);
    // The system itself takes some megabytes from the server before anything is unread.
    for (let sent = 0; live.listenerCount === 2 && sent < 200; sent += 1) {
      live.publish(removed(`${sent} ${large}`));
      await quick.until(`"${sent} `);
    }
    expect(live.listenerCount).toBe(1);
    live.publish(removed('marker'));
    await quick.until('marker');
  });

  it('ends when the session of its screen ends: no later event is sent, and the other screen goes on', async () => {
    ends.set('first', new Date(NOON.getTime() + 60_000));
    const [first, second] = [await watch({ 'x-screen': 'first' }), await watch({ 'x-screen': 'second' })];
    await clock.advance(59_999);
    live.publish(removed('p1'));
    await clock.advance(1);
    live.publish(removed('p2'));
    const text = await first.end;
    expect(text).toContain('p1');
    expect(text).not.toContain('p2');
    await second.until('p2');
    await settled(1);
    expect(clock.timers).toBe(1);
  });

  it('ends soon after the session of its screen, even if nothing happens', async () => {
    ends.set('first', new Date(NOON.getTime() + 30_000));
    const screen = await watch({ 'x-screen': 'first' });
    await clock.advance(40_000);
    expect(await screen.end).toBe(BEGINNING + [5, 10, 15, 20, 25, 30].map(pulseAt).join(''));
    await settled(0);
    expect(clock.timers).toBe(0);
  });
});
