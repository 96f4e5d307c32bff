import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { MessageCounts } from './message-counts.ts';

const DAY_MS = 86_400_000;

let clock: FakeClock;
let kept: Map<string, unknown>;
let told: string[];
let bornAt: Date;

async function newCounts(): Promise<MessageCounts> {
  const counts = new MessageCounts({
    read: (name) => Promise.resolve(structuredClone(kept.get(name)) as never),
    note(name, fact) {
      kept.set(name, structuredClone(fact));
      return Promise.resolve();
    },
    clock,
    log: pino({ level: 'error' }, { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) }),
  });
  await counts.load();
  return counts;
}
const figures = (received: number, dropped: number) => ({ startedAt: bornAt, received, dropped, waiting: 5 });

beforeEach(() => {
  clock = new FakeClock(new Date('2026-01-01T00:00:00Z'));
  bornAt = clock.now();
  kept = new Map();
  told = [];
});

describe('what the broker took and dropped', () => {
  it('is counted over lives of the server: what was dropped while it was away is told with its number', async () => {
    const first = await newCounts();
    await clock.advance(60_000);
    first.seeBroker(figures(100, 0));
    await first.save();
    await clock.advance(DAY_MS);
    const second = await newCounts();
    second.seeBroker(figures(1100, 800));
    expect(told).toEqual([
      'the broker has dropped 800 messages that it had acknowledged: its queue was full (max_queued_messages)',
    ]);
    expect(second.check()).toEqual({ state: 'warning', code: 'queue_dropped', figures: { count: 800 } });
    expect(second.counts).toEqual({ taken: 1100, answered: 0, dropped: 800, waiting: 5 });
    second.seeBroker(figures(1100, 800));
    expect(told, 'told once').toHaveLength(1);
  });

  it.each([
    ['fewer', 7, 3],
    ['more', 500, 30],
  ])('is counted over lives of the broker, also where the next one has %s', async (_than, received, dropped) => {
    const counts = await newCounts();
    counts.seeBroker(figures(100, 10));
    await clock.advance(60_000);
    bornAt = clock.now();
    counts.seeBroker(figures(received, dropped));
    expect(counts.counts).toMatchObject({ taken: 100 + received, dropped: 10 + dropped });
  });

  it('is that of the same broker where its report is some seconds old', async () => {
    const counts = await newCounts();
    counts.seeBroker(figures(100, 10));
    bornAt = new Date(bornAt.getTime() + 3000);
    counts.seeBroker(figures(101, 10));
    expect(counts.counts).toMatchObject({ taken: 101, dropped: 10 });
  });

  it('of a broker that a killed server had left behind counts before the next one', async () => {
    const first = await newCounts();
    first.seeBroker(figures(100, 0));
    await first.save();
    await clock.advance(60_000);
    const second = await newCounts();
    second.seeBroker(figures(1000, 40));
    await clock.advance(10_000);
    bornAt = clock.now();
    second.seeBroker(figures(3, 0));
    expect(second.counts).toMatchObject({ taken: 1003, dropped: 40 });
  });

  it('is kept once a minute, and at once where something was dropped', async () => {
    const counts = await newCounts();
    const keptCount = (): number | undefined => (kept.get('counts') as { taken: number } | undefined)?.taken;
    for (let received = 1; received <= 40; received += 1) {
      counts.seeBroker(figures(received, 0));
      await counts.saveWhenDue();
      await clock.advance(2000);
    }
    expect(keptCount()).toBe(31);
    counts.seeBroker(figures(41, 3));
    await counts.saveWhenDue();
    expect([keptCount(), kept.get('dropped')]).toEqual([41, expect.objectContaining({ count: 3 })]);
    await counts.saveWhenDue();
    counts.seeBroker(figures(42, 3));
    await counts.saveWhenDue();
    expect(keptCount()).toBe(41);
  });

  it('is told for a day', async () => {
    const counts = await newCounts();
    counts.seeBroker(figures(100, 2));
    await clock.advance(DAY_MS + 1000);
    expect(counts.check()).toEqual({ state: 'ok', code: 'queue_whole', figures: { dropped: 2 } });
    kept.set('lost_at_stop', { count: 7, at: clock.now().toISOString() });
    expect((await newCounts()).check()).toMatchObject({ code: 'queue_lost_at_stop', figures: { count: 7 } });
  });
});

describe('what was answered for', () => {
  it('is counted over lives of the flow engine and of the server', async () => {
    const first = await newCounts();
    for (const count of [0, 10, 25, 3]) first.seeAnswered(count);
    await first.save();
    const second = await newCounts();
    second.seeAnswered(2);
    expect(second.counts.answered).toBe(30);
  });

  it('is not counted before it is known what was counted before', () => {
    const counts = new MessageCounts({
      read: () => Promise.reject(new Error('away')),
      note: () => Promise.reject(new Error('away')),
      clock,
      log: pino({ level: 'silent' }),
    });
    counts.seeAnswered(5);
    counts.seeBroker(figures(5, 5));
    expect([counts.counts.answered, counts.counts.taken, counts.check().state]).toEqual([0, 0, 'unknown']);
  });
});
