import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeEventSource } from '../testing/fake-event-source';
import { settled } from '../testing/fake-server';
import { serverNow } from '../composables/use-now';
import { careProgress, carePlan } from '../testing/care-samples';
import { alert, fern, fernDevice, flowState, reading } from '../testing/samples';
import { clock, pass } from '../testing/stage';
import { followLiveEvents } from './live';

const SECOND = 1000;

/** Follows, and writes down what it is told. `answers` are the ids that `begin` gives; an error where it fails. */
function followed(...answers: (string | undefined | Error)[]) {
  const told: unknown[] = [];
  const pulses: string[] = [];
  const tell =
    (name: string) =>
    (event?: unknown): void =>
      void told.push([name, event]);
  let begins = 0;
  const stop = followLiveEvents({
    reading: tell('reading'),
    device: tell('device'),
    plant: tell('plant'),
    alert: tell('alert'),
    rooms: tell('rooms'),
    flows: tell('flows'),
    checks: tell('checks'),
    carePlan: tell('care plan'),
    careProgress: tell('care progress'),
    question: tell('question'),
    today: tell('today'),
    pulse: ({ time }) => void pulses.push(time),
    refresh: tell('refresh'),
    connection: (isLive) => void told.push(isLive),
    begin: async () => {
      const answer = answers[Math.min(begins, answers.length - 1)];
      begins += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { told, pulses, stop, begins: () => begins };
}

/** How long it takes until `begin` is called again, in steps of 100 ms. */
async function pauseOf({ begins }: { begins: () => number }): Promise<number> {
  const [before, since] = [begins(), clock.elapsedMs()];
  while (begins() === before && clock.elapsedMs() - since < 600 * SECOND) await clock.advance(100);
  return clock.elapsedMs() - since;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('live events', () => {
  it('each reach their handler', async () => {
    const { told, stop } = followed('10/a');
    await settled();
    const stream = FakeEventSource.latest;
    expect([stream.url, stream.lastEventId]).toEqual(['/api/events?last_event_id=10%2Fa', '10/a']);
    await stream.connect();
    const events = [
      ['reading', reading('fern', '2026-01-07T12:00:00Z', { humidity: 40 })],
      ['device', fernDevice()],
      ['plant', fern()],
      ['alert', alert(1)],
      ['flows', flowState()],
      ['care_plan', carePlan(1)],
      ['care_progress', careProgress('fern')],
      ['question', { id: 1, plant_id: 'fern', removed: true }],
      ['today', { at: '2026-01-07T12:00:00.000Z' }],
    ] as const;
    for (const [name, data] of events) await stream.emit(name, data);
    await stream.emit('reset');
    expect(told).toEqual([true, ...events.map(([name, data]) => [name.replace('_', ' '), data]), ['refresh', {}]]);
    stop();
  });

  it('are not followed without a session', async () => {
    const { begins, stop } = followed(undefined);
    await pass(120 * SECOND);
    expect([FakeEventSource.all, begins(), clock.timers]).toEqual([[], 1, 0]);
    stop();
  });

  it('are not followed if they are no longer wanted when the first answer arrives', async () => {
    const { told, stop } = followed('10');
    stop();
    await pass(120 * SECOND);
    expect([FakeEventSource.all, told]).toEqual([[], []]);
  });
});

describe('a lost connection', () => {
  it('is told while the browser tries again, which needs no second stream', async () => {
    const { told, stop, begins } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    await FakeEventSource.latest.drop();
    await pass(10 * SECOND);
    await FakeEventSource.latest.drop();
    await pass(10 * SECOND);
    await FakeEventSource.latest.connect();
    expect([told, begins(), FakeEventSource.all.length]).toEqual([[true, false, false, true], 1, 1]);
    stop();
  });

  it('begins again from the state once the browser has given up', async () => {
    const { told, stop } = followed('10', '20');
    await settled();
    await FakeEventSource.latest.connect();
    await FakeEventSource.latest.giveUp();
    expect(told).toEqual([true, false]);
    await pass(1300);
    expect(FakeEventSource.all.map(({ lastEventId }) => lastEventId)).toEqual(['10', '20']);
    await FakeEventSource.latest.connect();
    expect(told).toEqual([true, false, true]);
    stop();
  });

  it('is tried again after pauses that grow up to half a minute', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const live = followed(new Error('away'));
    await settled();
    const pauses: number[] = [];
    for (let nth = 0; nth < 7; nth += 1) pauses.push(await pauseOf(live));
    expect(pauses.map((ms) => ms / SECOND)).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(live.told).toEqual(Array(8).fill(false));
    live.stop();
  });

  it('is tried again at moments of its own on each screen', async () => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(1);
    const screens = [followed(new Error('away')), followed(new Error('away'))];
    await settled();
    await pass(1299);
    expect(screens.map(({ begins }) => begins())).toEqual([2, 1]);
    await pass(1);
    expect(screens.map(({ begins }) => begins())).toEqual([2, 2]);
    for (const { stop } of screens) stop();
  });

  it('is tried again after a short pause once a connection has stood', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const away = new Error('away');
    const live = followed(away, away, away, '10', '20');
    await settled();
    await pass(7 * SECOND);
    await FakeEventSource.latest.connect();
    await FakeEventSource.latest.giveUp();
    expect(await pauseOf(live)).toBe(SECOND);
    await FakeEventSource.latest.giveUp();
    expect(await pauseOf(live)).toBe(2 * SECOND);
    live.stop();
  });
});

describe('a stream that is open and brings nothing', () => {
  it('is replaced within 20 seconds of the last pulse by one that goes on after the last event', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { told, stop, begins } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    await FakeEventSource.latest.emit('plant', fern(), '17');
    await pass(60 * SECOND);
    FakeEventSource.latest.fallSilent();
    await pass(17 * SECOND);
    expect([told.at(-1), FakeEventSource.all.length]).toEqual([['plant', fern()], 1]);
    await pass(SECOND);
    expect([told.at(-1), FakeEventSource.open.length]).toEqual([false, 0]);
    await pass(SECOND);
    expect(FakeEventSource.all.map(({ lastEventId }) => lastEventId)).toEqual(['10', '17']);
    await FakeEventSource.latest.connect();
    expect([told.at(-1), begins()]).toEqual([true, 1]);
    stop();
  });

  it('is told apart from one that brings events and no pulse for a while', async () => {
    const { stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    const [stream] = FakeEventSource.all;
    for (let nth = 0; nth < 10; nth += 1) {
      await pass(5 * SECOND);
      await stream?.emit('plant', fern());
    }
    expect(FakeEventSource.all.length).toBe(1);
    stop();
  });

  it('is given up, too, when it never stood, and each next one after a longer pause', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { told, stop, begins } = followed('10');
    await settled();
    await pass(62 * SECOND);
    expect(FakeEventSource.all.length).toBe(4);
    expect([told, begins()]).toEqual([[false, false, false], 1]);
    await FakeEventSource.latest.connect();
    stop();
  });

  it('does not count once it is replaced: what it still brings is not told', async () => {
    const { told, stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    FakeEventSource.latest.fallSilent();
    const [old] = FakeEventSource.all;
    await pass(20 * SECOND);
    await FakeEventSource.latest.connect();
    const before = told.length;
    await old?.giveUp();
    await old?.emit('plant', fern());
    expect(told.length).toBe(before);
    stop();
  });
});

describe('after the machine has slept', () => {
  /** The clock of the day goes on while the machine sleeps; timers do not. */
  const sleep = (ms: number): void => clock.set(new Date(clock.now().getTime() + ms));
  const look = async (): Promise<void> => {
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
  };

  it('the stream is replaced at once when the page is looked at again', async () => {
    const { told, stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    FakeEventSource.latest.fallSilent();
    sleep(600 * SECOND);
    await look();
    expect([told, FakeEventSource.all.length, FakeEventSource.open.length]).toEqual([[true, false], 2, 1]);
    await FakeEventSource.latest.connect();
    expect(told.at(-1)).toBe(true);
    stop();
  });

  it('and nobody touches the page, the stream is replaced within seconds', async () => {
    const { told, stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    FakeEventSource.latest.fallSilent();
    sleep(600 * SECOND);
    await pass(3 * SECOND);
    expect([told, FakeEventSource.all.length]).toEqual([[true, false], 2]);
    stop();
  });

  it('the next try does not wait for its pause when the page is looked at', async () => {
    const live = followed(new Error('away'));
    await settled();
    await pass(100 * SECOND);
    const before = live.begins();
    await look();
    expect(live.begins()).toBe(before + 1);
    live.stop();
  });

  it.each([-3600 * SECOND, 3600 * SECOND])('a clock that was set by %d ms is put right by the pulse', async (ms) => {
    const { told, stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    const now = clock.now().getTime();
    sleep(ms);
    const pulseOf = (source: FakeEventSource): Promise<void> =>
      source.pulse({ time: new Date(clock.now().getTime() - ms).toISOString() });
    FakeEventSource.latest.fallSilent();
    await pass(4 * SECOND);
    await pulseOf(FakeEventSource.latest);
    await pass(10 * SECOND);
    await pulseOf(FakeEventSource.latest);
    expect([told.at(-1), serverNow() - now]).toEqual([true, 14 * SECOND]);
    expect(FakeEventSource.all.length).toBeLessThanOrEqual(2);
    stop();
  });
});

describe('after the stop', () => {
  it('the stream is closed, and what still comes is not handled', async () => {
    const { told, stop } = followed('10');
    await settled();
    await FakeEventSource.latest.connect();
    stop();
    await FakeEventSource.latest.emit('plant', fern());
    await FakeEventSource.latest.giveUp();
    await pass(120 * SECOND);
    expect([told, FakeEventSource.open, FakeEventSource.all.length]).toEqual([[true], [], 1]);
  });

  it('nothing is tried again', async () => {
    const { begins, stop } = followed(new Error('away'));
    await settled();
    stop();
    await pass(120 * SECOND);
    expect([begins(), clock.timers]).toEqual([1, 0]);
  });

  it('a failure of what was asked before is not told, and starts nothing', async () => {
    const { told, begins, stop } = followed(new Error('away'));
    stop();
    await pass(120 * SECOND);
    expect([told, begins(), clock.timers]).toEqual([[], 1, 0]);
  });
});
