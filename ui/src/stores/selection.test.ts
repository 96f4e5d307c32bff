import { describe, expect, it } from 'vitest';
import { FakeEventSource } from '../testing/fake-event-source';
import { liveScreen } from '../testing/begun-screen';
import { basil, fern, plant, start } from '../testing/samples';
import { useSelectionStore } from './selection';

async function shown() {
  const screen = await liveScreen(start({ plants: [fern(), basil(), plant('sage')] }));
  return screen.show(useSelectionStore).it;
}

describe('selected plants', () => {
  it('are those that were pressed, in that order, until they are pressed again', async () => {
    const selection = await shown();
    for (const id of ['sage', 'fern', 'basil', 'fern']) selection.toggle(id);
    expect(selection.ids).toEqual(['sage', 'basil']);
    expect([selection.has('fern'), selection.has('sage'), selection.isSelecting]).toEqual([false, true, true]);
    selection.select(['fern', 'sage']);
    expect(selection.ids).toEqual(['sage', 'basil', 'fern']);
    selection.clear();
    expect([selection.ids, selection.isSelecting]).toEqual([[], false]);
  });

  it('are no longer those that were removed, on whatever screen', async () => {
    const selection = await shown();
    selection.select(['fern', 'basil']);
    await FakeEventSource.latest.emit('plant', { id: 'fern', removed: true });
    expect(selection.ids).toEqual(['basil']);
    await FakeEventSource.latest.emit('plant', { id: 'basil', removed: true });
    expect(selection.isSelecting).toBe(false);
  });
});
