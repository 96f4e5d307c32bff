import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order';

describe('answers in order', () => {
  it('accepts each answer that arrives in the order of the requests', () => {
    const order = inOrder();
    const [first, second] = [order.ask(), order.ask()];
    expect([first(), second()]).toEqual([true, true]);
  });

  it('drops an answer that arrives after the answer to a later request', () => {
    const order = inOrder();
    const [first, second, third] = [order.ask(), order.ask(), order.ask()];
    expect([second(), first(), third()]).toEqual([true, false, true]);
  });

  it('drops answers to requests made before a change, and accepts those made after it', () => {
    const order = inOrder();
    const before = order.ask();
    order.changed();
    expect([before(), order.ask()()]).toEqual([false, true]);
  });
});
