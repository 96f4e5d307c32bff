import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockMemory } from './clock-memory.ts';

const T0 = Date.UTC(2026, 2, 1, 12);
const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const AHEAD = 300 * S;

/** A board whose messages arrive at times after `T0` (ms). */
function board(offsetMs?: number) {
  const found: (number | undefined)[] = [];
  const clocks = new ClockMemory((_, offset) => found.push(offset));
  if (offsetMs !== undefined) clocks.load([['dev_1', offsetMs]]);
  /** @returns when the reading is placed, in ms after `T0`, and whether the clock counts as wrong */
  const send = (received: number, sent: number): [atMs: number, clockWrong: boolean] => {
    const { time, clockWrong } = clocks.place('dev_1', T0 + sent, new Date(T0 + received), AHEAD);
    return [time.getTime() - T0, clockWrong];
  };
  return { send, found, clocks };
}

describe('a clock that is right', () => {
  it('is believed: up to a minute behind, and up to what is allowed ahead', () => {
    const { send, found } = board();
    for (const sent of [0, -60 * S, AHEAD]) expect(send(0, sent)).toEqual([sent, false]);
    expect(found).toEqual([]);
  });

  it('is believed for what the board has kept, however old', () => {
    const { send, found } = board();
    send(0, 0);
    // 24 hourly readings in a burst, the newest last, and then a live one.
    for (let hour = 24; hour >= 1; hour -= 1)
      expect(send(25 * H + (24 - hour) * 20, 25 * H - hour * H)).toEqual([25 * H - hour * H, false]);
    expect(send(25 * H + S, 25 * H + S)).toEqual([25 * H + S, false]);
    expect(found).toEqual([]);
  });

  it('is believed where the buffer comes first, slowly, or the newest first', () => {
    for (const [pauseMs, order] of [
      [10, 1],
      [2 * S, 1],
      [2 * S, -1],
      [30 * S, 1],
    ] as const) {
      const { send, found } = board();
      const ages = [10, 9, 8, 7, 6, 5, 4, 3, 2].map((minutes) => minutes * MIN);
      (order === 1 ? ages : ages.toReversed()).forEach((age, index) =>
        expect(send(index * pauseMs, -age)).toEqual([-age, false]),
      );
      expect(found).toEqual([]);
    }
  });

  it.each([
    // Measured and sent: every so many ms, so many readings.
    [1, 1, 20_000],
    [1, 1.3, 20_000],
    [1, 0.3, 20_000],
    [10, 10, 2500],
    [100, 90, 250],
    [400, 400, 60],
  ])(
    'is believed where readings of every %d ms come from a buffer every %d ms, about as fast as they were measured',
    (measuredMs, sentMs, count) => {
      for (const wasLive of [false, true]) {
        const { send, found } = board();
        if (wasLive) send(-S, -S);
        const times = Array.from({ length: count }, (_, index) => index * measuredMs - 30 * MIN);
        expect(times.filter((at, index) => send(index * sentMs, at)[0] !== at)).toEqual([]);
        expect(found).toEqual([]);
      }
    },
  );

  it('is believed where the server takes such a buffer with a pause, and what waited all at once', () => {
    for (const pauseMs of [500, 1000, 1600, 3000]) {
      const { send, found } = board();
      const received = (index: number): number => (index >= 1000 && index < 1000 + pauseMs ? 1000 + pauseMs : index);
      const times = Array.from({ length: 4000 }, (_, index) => index - 30 * MIN);
      expect(times.filter((at, index) => send(received(index), at)[0] !== at)).toEqual([]);
      expect(found).toEqual([]);
    }
  });

  it('is believed where each value of one moment comes in a message of its own', () => {
    const { send, found } = board();
    for (const received of [0, 800, 1600, 2400]) expect(send(received, -H)).toEqual([-H, false]);
    expect(found).toEqual([]);
  });
});

describe('a clock that is behind', () => {
  it.each([
    [S, -2 * H],
    [60 * S, -90 * MIN],
    [H, -5 * H],
    [5 * S, -61 * S],
  ])('of a board that sends every %d ms, %d ms off, is found by the second message or soon after', (rhythm, off) => {
    const { send, found } = board();
    // History at first: it may be one that was kept.
    expect(send(0, off)).toEqual([off, false]);
    for (let message = 1; message <= 3; message += 1) send(message * rhythm, off + message * rhythm);
    expect(found).toEqual([-off]);
    expect(send(4 * rhythm, off + 4 * rhythm)).toEqual([4 * rhythm, true]);
  });

  it('is found, though later, of a board that measures many times a second and sends at once', () => {
    for (const rhythm of [50, 100, 250]) {
      const { send, found } = board();
      for (let at = 0; at < 40 * S; at += rhythm) send(at + (at % 7) * 20, at - H);
      expect(found).toHaveLength(1);
      expect(Math.abs((found[0] ?? 0) - H)).toBeLessThan(S);
      expect(send(40 * S, 40 * S - H)[1]).toBe(true);
    }
  });

  it('is found though its times are whole seconds and the network takes its time', () => {
    const { send, found } = board();
    const sends = [0, 10_140, 20_980, 30_020].map((received) =>
      send(received, Math.floor((received - 700) / S) * S - H),
    );
    expect(found).toHaveLength(1);
    expect(Math.abs((sends[3]?.[0] ?? 0) - 30_020)).toBeLessThan(2 * S);
  });

  it('is found after more messages where it was right before, since a board may send one by one what it kept', () => {
    const { send, found } = board();
    send(0, 0);
    expect(send(10 * S, 10 * S - H)).toEqual([10 * S - H, false]);
    expect(send(20 * S, 20 * S - H)).toEqual([20 * S - H, false]);
    expect(send(30 * S, 30 * S - H)).toEqual([30 * S, true]);
    expect(found).toEqual([H]);
  });

  it('is known after a restart, and what was kept lands in its own time', () => {
    const { send } = board(2 * H);
    expect(send(0, -2 * H)).toEqual([0, true]);
    expect(send(20 * S, -2 * H - 3 * H)).toEqual([-3 * H, true]);
    expect(send(20 * S + 10, -2 * H - 2 * H)).toEqual([-2 * H, true]);
    expect(send(21 * S, -2 * H + 21 * S)).toEqual([21 * S, true]);
  });

  it('is right again at once when NTP sets it', () => {
    const { send, found } = board(2 * H);
    send(0, -2 * H);
    expect(send(MIN, MIN)).toEqual([MIN, false]);
    expect(found).toEqual([undefined]);
  });

  it('is followed when it loses time', () => {
    const { send, found } = board(H);
    for (let minute = 0; minute < 30; minute += 1) {
      const [at] = send(minute * MIN, minute * MIN - H - minute * S);
      expect(Math.abs(at - minute * MIN)).toBeLessThan(30 * S);
    }
    expect(found.at(-1)).toBeGreaterThan(H + 20 * S);
  });
});

describe('a clock that loses time while its board sleeps', () => {
  it.each([
    [30 * MIN, 0.045],
    [30 * MIN, 0.02],
    [10 * MIN, 0.01],
    [H, 0.03],
    [MIN, 0.04],
  ])('of a board that sleeps for %d ms, by a share of %d, is followed once it is a minute behind', (asleep, share) => {
    const { send, found } = board();
    const messages = Math.ceil(MIN / (asleep * share)) + 4;
    for (let message = 0; message < messages; message += 1) send(message * asleep, message * asleep * (1 - share));
    expect(found.length).toBeGreaterThan(0);
    for (let message = messages; message < messages + 20; message += 1) {
      const [at, clockWrong] = send(message * asleep, message * asleep * (1 - share));
      expect(Math.abs(at - message * asleep)).toBeLessThanOrEqual(2 * S);
      expect(clockWrong).toBe(true);
    }
  });

  it('does not make a clock of a buffer that is emptied one reading at a time, whenever the board wakes', () => {
    const { send, found } = board();
    send(-S, -S);
    const times = Array.from({ length: 12 }, (_, nth) => nth * 30 * MIN - 24 * H);
    expect(times.filter((at, nth) => send(nth * 10 * MIN, at)[0] !== at)).toEqual([]);
    expect(found).toEqual([]);
  });
});

describe('a clock that is ahead', () => {
  it('is found by its first message, and what was kept lands in its own time', () => {
    const { send, found } = board();
    expect(send(0, 2 * H)).toEqual([0, true]);
    expect(found).toEqual([-2 * H]);
    expect(send(MIN, MIN + 2 * H)).toEqual([MIN, true]);
    for (const age of [5, 4, 3, 2, 1])
      expect(send(8 * H + (5 - age) * 10, 8 * H - age * H + 2 * H)).toEqual([8 * H - age * H, true]);
  });

  it('is right again by the second message that NTP has set', () => {
    const { send, found } = board(-2 * H);
    send(0, 2 * H);
    expect(send(MIN, MIN)).toEqual([MIN - 2 * H, true]);
    expect(send(2 * MIN, 2 * MIN)).toEqual([2 * MIN, false]);
    expect(found).toEqual([undefined]);
  });

  it('by years is right at once when it is set', () => {
    const years = 73 * 365 * 24 * H;
    const { send } = board(-years);
    expect(send(MIN, MIN)).toEqual([MIN, false]);
  });

  it('goes back by an hour in autumn', () => {
    const { send, found } = board(-2 * H);
    send(0, 2 * H);
    for (const minute of [1, 2, 3]) send(minute * MIN, minute * MIN + H);
    expect(send(4 * MIN, 4 * MIN + H)).toEqual([4 * MIN, true]);
    expect(found).toEqual([-H]);
  });

  it('goes forward by an hour in spring', () => {
    const { send, found } = board(-H);
    send(0, H);
    expect(send(MIN, MIN + 2 * H)).toEqual([MIN, true]);
    expect(found).toEqual([-2 * H]);
  });
});

describe('a clock that jumps', () => {
  const MONTH = 30 * 24 * H;

  it('months ahead with each message gives every reading a time of its own, however many come within a millisecond', () => {
    const { send, found } = board();
    const sent = Array.from({ length: 77 }, (_, index) => (index + 1) * MONTH);
    const times = sent.map((at, index) => send(Math.floor(index / 7), at)[0]);
    expect(times.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(times).size).toBe(77);
    expect(times.every((at) => at >= 0 && at < 77)).toBe(true);
    expect(found).toHaveLength(77);
  });

  it('gives what is measured next its distance to the reading that was moved', () => {
    const { send } = board();
    expect([send(0, MONTH), send(0, 2 * MONTH), send(10, 2 * MONTH + 10)].map(([at]) => at)).toEqual([0, 1, 11]);
  });

  it('gives the values of one moment, and a message that is delivered again, the same time', () => {
    const { send } = board();
    send(0, MONTH);
    expect([0, 0, 3].map((received) => send(received, 2 * MONTH)[0])).toEqual([1, 1, 1]);
  });

  it('back to the right time leaves alone what was given before', () => {
    const { send } = board();
    send(0, 20 * MONTH);
    send(0, 21 * MONTH);
    expect(send(1, 0)).toEqual([2, false]);
    expect(send(2, 2)).toEqual([3, false]);
    expect(send(10, 10)).toEqual([10, false]);
  });

  it('never gives two moments one time, whatever the pauses, even after a restart', () => {
    const messages = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(messages, fc.option(fc.integer({ min: -H, max: H })), (steps, known) => {
        const { send } = board(known ?? undefined);
        let received = 0;
        let jumped = 2 * H;
        const times = steps.map(([pauseMs, jumps]) => {
          received += pauseMs;
          jumped += jumps ? MONTH : 10;
          return send(received, jumped)[0];
        });
        expect(new Set(times).size).toBe(times.length);
      }),
    );
  });
});

describe('a clock that says nothing', () => {
  it.each([Number.NaN, 0, -T0, Date.UTC(2019, 11, 31), 1e18, Number.POSITIVE_INFINITY])(
    'gives the time of receipt for %d',
    (sentMs) => {
      const { clocks } = board();
      const receivedAt = new Date(T0);
      expect(clocks.place('dev_1', sentMs, receivedAt, AHEAD)).toEqual({ time: receivedAt, clockWrong: true });
    },
  );
});

it('never places a reading before 2020 or later than a clock may be ahead, whatever a board sends', () => {
  const earliest = Date.UTC(2020, 0, 1);
  const sent = fc.oneof(
    fc.integer({ min: T0 - 3 * H, max: T0 + 3 * H }),
    fc.integer({ min: earliest, max: Date.UTC(2199, 0, 1) }),
    fc.double(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 * H }), sent), { maxLength: 30 }), (messages) => {
      const { clocks } = board();
      for (const [received, sentMs] of messages.toSorted(([a], [b]) => a - b)) {
        const at = clocks.place('dev_1', sentMs, new Date(T0 + received), AHEAD).time.getTime();
        expect(at).toBeGreaterThanOrEqual(earliest);
        expect(at).toBeLessThanOrEqual(T0 + received + AHEAD);
      }
    }),
  );
});
