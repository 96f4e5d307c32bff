import { describe, expect, it } from 'vitest';
import { onScreen } from '../testing/screen';
import { clock, pass } from '../testing/stage';
import { noteServerTime, serverNow, useNow } from './use-now';

const SECOND = 1000;
const begin = Date.parse('2026-01-07T12:00:00Z');
/** As a response's Date header, whose resolution is a second. */
const header = (ms: number): string => new Date(ms).toUTCString();

describe('the time on the page', () => {
  it('moves every five seconds, on all screens and in all components together', async () => {
    noteServerTime(header(begin));
    const screens = [onScreen(useNow), onScreen(useNow)];
    const shown = (): number[] => screens.map(({ it: now }) => now.value - begin);
    expect(shown()).toEqual([0, 0]);
    await pass(4 * SECOND);
    expect(shown()).toEqual([0, 0]);
    await pass(SECOND);
    expect(shown()).toEqual([5 * SECOND, 5 * SECOND]);
    expect(clock.timers).toBe(1);
  });

  it('moves until the last that shows it is gone, and is right again for the next', async () => {
    noteServerTime(header(begin));
    const [one, two] = [onScreen(useNow), onScreen(useNow)];
    one.leave();
    await pass(5 * SECOND);
    expect(two.it.value).toBe(begin + 5 * SECOND);
    two.leave();
    expect(clock.timers).toBe(0);
    await pass(60 * SECOND);
    expect(onScreen(useNow).it.value).toBe(begin + 65 * SECOND);
  });
});

describe('the clock of the server', () => {
  it('counts where this machine’s is wrong', async () => {
    noteServerTime(header(begin));
    const { it: now } = onScreen(useNow);
    noteServerTime(header(begin + 3600 * SECOND));
    expect([serverNow(), now.value]).toEqual([begin + 3600 * SECOND, begin + 3600 * SECOND]);
    await pass(5 * SECOND);
    expect(now.value).toBe(begin + 3605 * SECOND);
  });

  it.each([
    { ms: -3600 * SECOND, offset: -3600 * SECOND },
    { ms: 4 * SECOND, offset: 4 * SECOND },
    { ms: -4 * SECOND, offset: -4 * SECOND },
    { ms: 3 * SECOND, offset: 0 },
    { ms: -3 * SECOND, offset: 0 },
  ])('that differs by $ms ms moves the time by $offset ms', ({ ms, offset }) => {
    noteServerTime(header(begin + ms));
    expect(serverNow() - begin).toBe(offset);
  });

  it('that agrees again moves the time back', () => {
    noteServerTime(header(begin + 60 * SECOND));
    noteServerTime(header(begin + SECOND));
    expect(serverNow()).toBe(begin);
  });

  it('moves what is shown at once only if it was far off', () => {
    noteServerTime(header(begin));
    const { it: now } = onScreen(useNow);
    noteServerTime(header(begin + 10 * SECOND));
    expect(now.value).toBe(begin);
    noteServerTime(header(begin + 11 * SECOND));
    expect(now.value).toBe(begin + 11 * SECOND);
  });

  it.each([null, '', 'yesterday'])('is not known from a header of %j', (date) => {
    noteServerTime(header(begin + 60 * SECOND));
    noteServerTime(date);
    expect(serverNow()).toBe(begin + 60 * SECOND);
  });
});
