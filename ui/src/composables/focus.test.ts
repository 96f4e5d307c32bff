import { afterEach, describe, expect, it, vi } from 'vitest';
import { h, withDirectives } from 'vue';
import { mountPage } from '../testing/screen';
import { vFirstFocus } from './first-focus';
import { keepFocus } from './keep-focus';

/** Frames that the test lets go by. */
function frames() {
  const waiting: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => waiting.push(callback));
  return { count: () => waiting.length, next: () => waiting.splice(0).forEach((callback) => callback(0)) };
}
/** The browser of the tests has no layout: what it shows is said here. */
const show = (isShown: () => boolean): void => {
  Object.assign(HTMLElement.prototype, { checkVisibility: isShown });
};
afterEach(() => {
  Reflect.deleteProperty(HTMLElement.prototype, 'checkVisibility');
});

describe('v-first-focus', () => {
  const dialog = (tag: 'div' | 'button') => ({
    render: () =>
      h('div', { class: 'v-overlay__content', tabindex: -1 }, [
        h('input', { id: 'other' }),
        withDirectives(tag === 'div' ? h('div', [h('input', { id: 'first' })]) : h('button', { id: 'first' }), [
          [vFirstFocus],
        ]),
      ]),
  });

  it.each(['div', 'button'] as const)('focuses what is to be used first, in a %s', async (tag) => {
    frames();
    show(() => true);
    await mountPage(dialog(tag));
    expect(document.activeElement?.id).toBe('first');
  });

  it('waits until it is visible', async () => {
    const { next, count } = frames();
    let isShown = false;
    show(() => isShown);
    await mountPage(dialog('div'));
    next();
    expect(document.activeElement).toBe(document.body);
    isShown = true;
    next();
    expect([document.activeElement?.id, count()]).toEqual(['first', 0]);
  });

  it('takes the focus from the dialog, but not from a field that the owner has chosen in it', async () => {
    const { next, count } = frames();
    let isShown = false;
    show(() => isShown);
    await mountPage(dialog('div'));
    document.getElementById('other')?.focus();
    isShown = true;
    next();
    expect([document.activeElement?.id, count()]).toEqual(['other', 0]);
    document.querySelector<HTMLElement>('.v-overlay__content')?.focus();
    await mountPage(dialog('div'));
    expect(document.activeElement?.id).toBe('first');
  });

  it('does nothing once it is gone, or where there is nothing to focus', async () => {
    const { next, count } = frames();
    show(() => false);
    const { leave } = await mountPage(dialog('div'));
    leave();
    next();
    expect(count()).toBe(0);
    await mountPage({ render: () => withDirectives(h('div'), [[vFirstFocus]]) });
    expect(count()).toBe(0);
  });
});

describe('keepFocus', () => {
  const page = (): void => {
    document.body.innerHTML = '<main tabindex="-1"><button id="a"></button><button id="b"></button></main>';
  };
  const focused = (): string | undefined => document.activeElement?.id || document.activeElement?.localName;

  it('moves to the first that there is', async () => {
    page();
    await keepFocus('#none', '#b', '#a');
    expect(focused()).toBe('b');
  });

  it('moves to the page if there is none of them, without scrolling', async () => {
    page();
    const focus = vi.spyOn(HTMLElement.prototype, 'focus');
    await keepFocus('#none');
    expect(focused()).toBe('main');
    expect(focus).toHaveBeenCalledWith({ preventScroll: true });
    focus.mockRestore();
  });

  it('leaves the focus where it is', async () => {
    page();
    document.getElementById('a')?.focus();
    await keepFocus('#b');
    expect(focused()).toBe('a');
  });

  it('does nothing on a page without content', async () => {
    document.body.innerHTML = '';
    await keepFocus('#b');
    expect(focused()).toBe('body');
  });
});
