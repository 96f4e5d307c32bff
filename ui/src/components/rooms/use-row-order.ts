import { nextTick, ref, type Ref } from 'vue';

export interface RowOrder {
  /** The order while it is being changed; undefined when it is not. */
  ids: Ref<readonly string[] | undefined>;
  /** The row that is held. */
  held: Ref<string | undefined>;
  grab: (event: PointerEvent, id: string) => void;
  drag: (event: PointerEvent) => void;
  drop: () => void;
  cancel: () => void;
  byKey: (event: KeyboardEvent, id: string) => void;
}

/** So that a row can be dragged by mouse, finger and pen, and moved by the arrow keys. */
export function useRowOrder({
  ids: known,
  list,
  save,
}: {
  ids: () => readonly string[];
  /** The list whose children are the rows, each with a button by which it is held. */
  list: () => HTMLElement | undefined;
  save: (ids: readonly string[]) => void;
}): RowOrder {
  const ids = ref<readonly string[]>();
  const held = ref<string>();

  const moved = (order: readonly string[], id: string, to: number): string[] => {
    const others = order.filter((each) => each !== id);
    return others.toSpliced(to, 0, id);
  };

  /** Where a row belongs whose middle is at a height: behind all others whose middles are above it. */
  function placeAt(y: number, id: string): number {
    const rows = [...(list()?.children ?? [])] as HTMLElement[];
    return rows.filter((row) => {
      const { top, height } = row.getBoundingClientRect();
      return row.dataset['rowId'] !== id && top + height / 2 < y;
    }).length;
  }

  function end(): void {
    ids.value = undefined;
    held.value = undefined;
  }

  return {
    ids,
    held,
    grab(event, id) {
      if (event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      held.value = id;
      ids.value = known();
    },
    drag(event) {
      if (held.value === undefined || !ids.value) return;
      const next = moved(ids.value, held.value, placeAt(event.clientY, held.value));
      if (next.join() !== ids.value.join()) ids.value = next;
    },
    drop() {
      const order = ids.value;
      end();
      if (order && order.join() !== known().join()) save(order);
    },
    cancel: end,
    byKey(event, id) {
      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
      const to = known().indexOf(id) + by;
      if (by === 0) return;
      event.preventDefault();
      if (to < 0 || to >= known().length) return;
      const button = event.currentTarget as HTMLElement;
      save(moved(known(), id, to));
      // The row was moved in the document, which takes the focus away.
      void nextTick(() => button.focus());
    },
  };
}
