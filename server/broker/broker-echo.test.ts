import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerEcho } from './broker-echo.ts';

type Done = (error: Error | undefined) => void;

let clock: FakeClock;
let echo: BrokerEcho;
let refused: number;
/** What a broker does with our messages. */
let broker: (text: string, done: Done) => void;
let kept: string[];

const passesOn = (text: string, done: Done): void => {
  done(undefined);
  echo.heard(text);
};
const hangs = (text: string): void => void kept.push(text);
const swallows = (_text: string, done: Done): void => done(undefined);
const refuses = (_text: string, done: Done): void => done(new Error('Publish error: Not authorized'));

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);

beforeEach(() => {
  clock = new FakeClock(at(0));
  refused = 0;
  kept = [];
  broker = passesOn;
  echo = new BrokerEcho({ publish: (text, done) => broker(text, done), onRefused: () => (refused += 1), clock });
});
afterEach(() => {
  echo.stop();
  expect(clock.timers).toBe(0);
});

describe('what the server hears of itself', () => {
  it('is nothing before it is connected', () => {
    expect(echo.hearing(at(0))).toBeUndefined();
  });

  it('shows until when everything was heard', async () => {
    echo.start();
    expect(echo.hearing(at(0))).toEqual({ since: at(0), until: at(0) });
    await clock.advance(5000);
    expect([echo.hearing(at(0)), echo.passes(), echo.roundTripMs()]).toEqual([{ since: at(0), until: at(4) }, true, 0]);
  });

  it('measures the time through the broker', async () => {
    broker = (text, done) => {
      done(undefined);
      clock.after(30, () => echo.heard(text));
    };
    echo.start();
    await clock.advance(30);
    expect(echo.roundTripMs()).toBe(30);
  });

  it('stops while the broker hangs, is told within ten seconds, and counts anew when it comes back', async () => {
    echo.start();
    await clock.advance(10_000);
    broker = hangs;
    await clock.advance(4000);
    expect([echo.passes(), echo.hearing(at(0))?.until], 'not for a moment only').toEqual([true, at(10)]);
    await clock.advance(6000);
    expect([echo.passes(), echo.hearing(at(0))]).toEqual([false, undefined]);
    await clock.advance(10_000);
    broker = passesOn;
    for (const text of kept) echo.heard(text);
    expect([echo.passes(), echo.hearing(at(0))?.since, refused]).toEqual([true, at(30), 0]);
  });

  it('counts anew after the machine was suspended', async () => {
    echo.start();
    await clock.advance(4000);
    clock.set(at(26));
    await clock.advance(2000);
    expect(echo.hearing(at(0))).toEqual({ since: at(28), until: at(28) });
  });

  it.each([
    ['refuses our messages', refuses, 0],
    ['takes our messages and does not let us read them', swallows, 8000],
  ])('is done without where the broker %s, which is said once', async (_what, does, ms) => {
    broker = does;
    echo.start();
    await clock.advance(ms);
    expect(refused).toBe(1);
    await clock.advance(60_000);
    expect([echo.passes(), echo.hearing(at(0)), refused]).toEqual([true, { since: at(0), until: clock.now() }, 1]);
  });

  it('is nothing where the broker has hung from the start', async () => {
    broker = hangs;
    echo.start();
    await clock.advance(60_000);
    expect([echo.passes(), echo.hearing(at(0)), refused]).toEqual([false, undefined, 0]);
  });

  it('begins no earlier than what the server reads', () => {
    echo.start();
    expect(echo.hearing(at(-5))).toEqual({ since: at(0), until: at(0) });
    expect(echo.hearing(at(3))).toEqual({ since: at(3), until: at(0) });
  });

  it('passes over what it did not send', () => {
    echo.start();
    echo.heard('something else');
    expect(echo.hearing(at(0))).toEqual({ since: at(0), until: at(0) });
  });
});
