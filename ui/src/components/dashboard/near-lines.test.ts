import { describe, expect, it, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { onScreen } from '../../testing/screen';
import { lineAt, useNearLines } from './use-near-lines';

/** 100 lines of 50 px, 200 px below the top of the page, on a screen of 500 px. */
function shown(count = 100) {
  const lines = ref(count);
  vi.spyOn(window, 'innerHeight', 'get').mockReturnValue(500);
  const scrolled = vi.spyOn(window, 'scrollY', 'get').mockReturnValue(0);
  const { first, last, above, below } = onScreen(() =>
    useNearLines({
      heights: () => Array.from({ length: lines.value }, () => 50),
      top: () => 200,
      margin: () => 2,
    }),
  ).it;
  const scrollTo = (place: number): void => {
    scrolled.mockReturnValue(place);
    window.dispatchEvent(new Event('scroll'));
  };
  return { lines, scrollTo, near: () => [first.value, last.value, above.value, below.value] };
}

describe('the lines near the screen', () => {
  it.each([
    [-10, 0],
    [0, 0],
    [49, 0],
    [50, 1],
    [119, 1],
    [120, 2],
    [500, 2],
  ])('at %i px is line %i of lines that end at 50, 120 and 130', (place, index) => {
    expect(lineAt([50, 120, 130], place)).toBe(index);
  });

  it('are those on it and two on each side; the others keep their room', () => {
    const { scrollTo, near } = shown();
    expect(near()).toEqual([0, 8, 0, 4550]);
    scrollTo(1200);
    expect(near()).toEqual([18, 32, 900, 3350]);
  });

  it('end with the list, however far the page is scrolled', () => {
    const { scrollTo, near } = shown();
    scrollTo(100_000);
    expect(near()).toEqual([97, 99, 4850, 0]);
  });

  it('are none of an empty list, and those that are left of one that became short', async () => {
    const { lines, scrollTo, near } = shown();
    scrollTo(3000);
    lines.value = 3;
    await nextTick();
    expect(near()).toEqual([0, 2, 0, 0]);
    lines.value = 0;
    await nextTick();
    expect(near()).toEqual([0, -1, 0, 0]);
  });
});
