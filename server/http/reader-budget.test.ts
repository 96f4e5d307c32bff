import { describe, expect, it } from 'vitest';
import { type Reader, ReaderBudget } from './reader-budget.ts';

const KB = 1024;
/** A reader with so much unread; `left` says whether it was dropped. */
function reader(guesser = 'a', unread = 0) {
  return {
    guesser,
    unread,
    dropped: false,
    unreadBytes() {
      return this.unread;
    },
    drop() {
      this.dropped = true;
    },
  } satisfies Reader & { unread: number; dropped: boolean };
}

describe('the budget of live readers', () => {
  it('drops one that leaves more than 128 KiB unread, and no other', () => {
    const budget = new ReaderBudget();
    const [slow, quick] = [reader('a', 128 * KB), reader()];
    for (const each of [slow, quick]) budget.enter(each);
    budget.check(slow);
    expect(slow.dropped).toBe(false);
    slow.unread += 1;
    for (const each of [slow, quick]) budget.check(each);
    expect([slow.dropped, quick.dropped]).toEqual([true, false]);
  });

  it('drops those with most unread once all together have more than 4 MiB, and none that has read meanwhile', () => {
    const budget = new ReaderBudget();
    const readers = Array.from({ length: 60 }, (_, place) => reader(String(place), (50 + place) * KB));
    for (const each of readers) budget.enter(each);
    for (const each of readers.slice(0, 50)) budget.check(each);
    for (const each of readers.slice(0, 10)) each.unread = 0;
    for (const each of readers.slice(50)) budget.check(each);
    const left = readers.filter(({ dropped }) => !dropped);
    expect(left.slice(0, 10)).toEqual(readers.slice(0, 10));
    const sum = left.reduce((bytes, { unread }) => bytes + unread, 0);
    expect(sum).toBeLessThanOrEqual(4096 * KB);
    expect(sum).toBeGreaterThan(3900 * KB);
    expect(Math.max(...left.map(({ unread }) => unread))).toBeLessThan(
      Math.min(...readers.filter(({ dropped }) => dropped).map(({ unread }) => unread)),
    );
  });

  it('takes no more than 600 of one address and 1000 in all, and one more for each that leaves', () => {
    const budget = new ReaderBudget();
    const leaving = Array.from({ length: 600 }, () => budget.enter(reader('a')));
    expect(() => budget.enter(reader('a'))).toThrow(expect.objectContaining({ code: 'too_busy', retryAfterS: 30 }));
    for (let count = 0; count < 400; count += 1) budget.enter(reader('b'));
    expect(() => budget.enter(reader('c'))).toThrow(expect.objectContaining({ code: 'too_busy' }));
    leaving[0]?.();
    leaving[0]?.();
    budget.enter(reader('a'));
    expect(() => budget.enter(reader('c'))).toThrow(expect.objectContaining({ code: 'too_busy' }));
  });
});
