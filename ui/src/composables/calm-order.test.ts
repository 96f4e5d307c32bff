import { describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import { onScreen } from '../testing/screen';
import { pass } from '../testing/stage';
import { keptOrder, ORDER_EVERY_MS, type Order, useCalmOrder } from './use-calm-order';

const one = (...ids: string[]): Order => [{ key: 'all', ids }];

describe('keptOrder', () => {
  const there = (id: string): boolean => id !== 'gone';

  it('leaves every item where it is, leaves out what is gone, and puts what is new at the end of its part', () => {
    expect(keptOrder(one('a', 'gone', 'b'), one('new', 'b', 'a'), there)).toEqual(one('a', 'b', 'new'));
    const shown = [
      { key: 'kitchen', ids: ['a', 'b'] },
      { key: 'hall', ids: ['c'] },
    ];
    const wanted = [
      { key: 'hall', ids: ['c', 'a'] },
      { key: 'kitchen', ids: ['n', 'b'] },
      { key: 'attic', ids: ['m'] },
    ];
    expect(keptOrder(shown, wanted, there)).toEqual([
      { key: 'kitchen', ids: ['a', 'b', 'n'] },
      { key: 'hall', ids: ['c'] },
      { key: 'attic', ids: ['m'] },
    ]);
  });

  it('leaves out a part of which nothing is left', () => {
    expect(keptOrder([{ key: 'kitchen', ids: ['gone'] }], one('a'), there)).toEqual(one('a'));
  });
});

describe('useCalmOrder', () => {
  function shown() {
    const wanted = ref<Order>(one('a', 'b', 'c'));
    const isTouched = ref(false);
    const choice = ref('urgency');
    const screen = onScreen(() =>
      useCalmOrder(() => wanted.value, {
        isTouched: () => isTouched.value,
        choice: () => choice.value,
        isThere: () => true,
      }),
    );
    return { wanted, isTouched, choice, order: () => screen.it.value };
  }

  it('does not change while somebody is at the list, and follows when nobody is', async () => {
    const { wanted, isTouched, order } = shown();
    isTouched.value = true;
    wanted.value = one('c', 'a', 'b');
    await pass(10 * ORDER_EVERY_MS);
    expect(order()).toEqual(one('a', 'b', 'c'));
    isTouched.value = false;
    await nextTick();
    expect(order()).toEqual(one('c', 'a', 'b'));
  });

  it('follows at once, but not again before the list had time to rest', async () => {
    const { wanted, order } = shown();
    wanted.value = one('b', 'a', 'c');
    await nextTick();
    expect(order()).toEqual(one('b', 'a', 'c'));
    wanted.value = one('c', 'b', 'a');
    await pass(ORDER_EVERY_MS - 1);
    expect(order()).toEqual(one('b', 'a', 'c'));
    await pass(1);
    expect(order()).toEqual(one('c', 'b', 'a'));
  });

  it('what is new comes at once, also while somebody is at the list', async () => {
    const { wanted, isTouched, order } = shown();
    isTouched.value = true;
    wanted.value = one('new', 'a', 'b', 'c');
    await nextTick();
    expect(order()).toEqual(one('a', 'b', 'c', 'new'));
  });

  it('follows what the owner chooses at once, also while somebody is at the list', async () => {
    const { wanted, isTouched, choice, order } = shown();
    isTouched.value = true;
    wanted.value = one('c', 'b', 'a');
    choice.value = 'name';
    await nextTick();
    expect(order()).toEqual(one('c', 'b', 'a'));
  });
});
