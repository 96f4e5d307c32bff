import { describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { onScreen } from '../testing/screen';
import { useResizeObserver } from './use-resize-observer';

class FakeObserver {
  static latest: FakeObserver;
  readonly watched: Element[] = [];
  isOver = false;
  readonly tell: (entries: { contentRect: { width: number } }[]) => void;
  constructor(tell: (entries: { contentRect: { width: number } }[]) => void) {
    this.tell = tell;
    FakeObserver.latest = this;
  }
  observe(element: Element): void {
    this.watched.push(element);
  }
  disconnect(): void {
    this.isOver = true;
  }
}

describe('the width of an element', () => {
  it('is told when it is shown, and whenever it changes, until it is gone', () => {
    vi.stubGlobal('ResizeObserver', FakeObserver);
    const element = document.createElement('div');
    vi.spyOn(element, 'clientWidth', 'get').mockReturnValue(320);
    const widths: number[] = [];
    const { leave } = onScreen(() => useResizeObserver(ref(element), (width) => widths.push(width)));
    expect([widths, FakeObserver.latest.watched]).toEqual([[320], [element]]);
    FakeObserver.latest.tell([{ contentRect: { width: 500 } }]);
    FakeObserver.latest.tell([]);
    expect([widths, FakeObserver.latest.isOver]).toEqual([[320, 500], false]);
    leave();
    expect(FakeObserver.latest.isOver).toBe(true);
  });

  it('is not told of an element that is not there', () => {
    vi.stubGlobal('ResizeObserver', FakeObserver);
    const tell = vi.fn();
    onScreen(() => useResizeObserver(ref(), tell));
    expect([tell.mock.calls, FakeObserver.latest.watched]).toEqual([[], []]);
  });
});
