import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MovedClock } from './moved-clock.ts';

const START = Date.parse('2026-03-01T08:00:00Z');

/** Moves to a moment and calls what is due. */
function moveTo(clock: MovedClock, ms: number): void {
  while (clock.step(START + ms));
}

it('calls timers in their order, each at its own time', () => {
  const clock = new MovedClock(START);
  const calls: string[] = [];
  const note = (name: string) => () => void calls.push(`${name} ${clock.now().getTime() - START}`);
  clock.after(30, note('late'));
  clock.after(10, note('early'));
  clock.after(10, note('second'));
  const every = clock.every(20, note('again'));
  moveTo(clock, 45);
  expect(calls).toEqual(['early 10', 'second 10', 'again 20', 'late 30', 'again 40']);
  every.cancel();
  moveTo(clock, 100);
  expect(calls).toHaveLength(5);
  expect(clock.elapsedMs()).toBe(100);
});

it('never moves back, and calls what is overdue at once', () => {
  const clock = new MovedClock(START);
  moveTo(clock, 50);
  moveTo(clock, 20);
  expect(clock.nowMs).toBe(START + 50);
  let isCalled = false;
  clock.after(-5, () => {
    isCalled = true;
  });
  moveTo(clock, 50);
  expect(isCalled).toBe(true);
});

it('keeps the order of any number of timers, some of them cancelled', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100), fc.boolean()), { maxLength: 60 }), (timers) => {
      const clock = new MovedClock(START);
      const called: number[] = [];
      const set = timers.map(([ms], index) => clock.after(ms, () => called.push(index)));
      timers.forEach(([, isCancelled], index) => {
        if (isCancelled) set[index]?.cancel();
      });
      moveTo(clock, 100);
      const expected = timers
        .map(([ms, isCancelled], index) => ({ ms, isCancelled, index }))
        .filter(({ isCancelled }) => !isCancelled)
        .sort((one, other) => one.ms - other.ms || one.index - other.index)
        .map(({ index }) => index);
      expect(called).toEqual(expected);
    }),
  );
});
