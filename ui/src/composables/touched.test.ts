import { describe, expect, it } from 'vitest';
import { defineComponent, h, ref, shallowRef } from 'vue';
import { mountPage } from '../testing/screen';
import { pass } from '../testing/stage';
import { AFTER_TOUCH_MS, useTouched } from './use-touched';

async function shown() {
  const isTouched = shallowRef<{ value: boolean }>({ value: false });
  const list = defineComponent({
    setup() {
      const element = ref<HTMLElement | null>(null);
      isTouched.value = useTouched(element);
      return () => h('div', [h('ul', { ref: element }, [h('button', 'inside')]), h('button', 'outside')]);
    },
  });
  const page = await mountPage(list);
  const element = page.role('list');
  const tell = (name: string, pointerType = 'mouse'): boolean =>
    element.dispatchEvent(Object.assign(new Event(name, { bubbles: false }), { pointerType }));
  return { page, tell, isTouched: () => isTouched.value.value };
}

describe('somebody is at a list', () => {
  it('while a mouse rests on it', async () => {
    const { tell, isTouched } = await shown();
    expect(isTouched()).toBe(false);
    tell('pointerenter');
    await pass(10 * AFTER_TOUCH_MS);
    expect(isTouched()).toBe(true);
    tell('pointerleave');
    expect(isTouched()).toBe(false);
  });

  it('while a finger presses it, and for a moment after it is lifted', async () => {
    const { tell, isTouched } = await shown();
    tell('pointerenter', 'touch');
    expect(isTouched()).toBe(false);
    tell('pointerdown', 'touch');
    await pass(10 * AFTER_TOUCH_MS);
    expect(isTouched()).toBe(true);
    window.dispatchEvent(new Event('pointerup'));
    await pass(AFTER_TOUCH_MS - 1);
    expect(isTouched()).toBe(true);
    await pass(1);
    expect(isTouched()).toBe(false);
  });

  it('while the focus is inside, wherever in it', async () => {
    const { page, isTouched } = await shown();
    page.role('button', 'inside').focus();
    await pass(10 * AFTER_TOUCH_MS);
    expect(isTouched()).toBe(true);
    page.role('button', 'outside').focus();
    expect(isTouched()).toBe(false);
  });

  it('while the page is scrolled, and for a moment after', async () => {
    const { isTouched } = await shown();
    window.dispatchEvent(new Event('scroll'));
    expect(isTouched()).toBe(true);
    await pass(AFTER_TOUCH_MS);
    expect(isTouched()).toBe(false);
  });
});
