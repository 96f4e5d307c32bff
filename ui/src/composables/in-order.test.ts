import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order';

describe('answers in order', () => {
  it('shows each that comes in the order of the questions', () => {
    const order = inOrder();
    const [first, second] = [order.ask(), order.ask()];
    expect([first(), second()]).toEqual([true, true]);
  });

  it('drops an answer that comes after that of a later question', () => {
    const order = inOrder();
    const [first, second, third] = [order.ask(), order.ask(), order.ask()];
    expect([second(), first(), third()]).toEqual([true, false, true]);
  });

  it('drops what was asked before a change, and shows what was asked after it', () => {
    const order = inOrder();
    const before = order.ask();
    order.changed();
    expect([before(), order.ask()()]).toEqual([false, true]);
  });
});
