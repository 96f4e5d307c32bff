import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useGardenStore } from './garden';

/** The plants that the owner has selected, to do something with all of them at once. */
export const useSelectionStore = defineStore('selection', () => {
  const garden = useGardenStore();
  const chosen = ref<ReadonlySet<string>>(new Set());

  /** Those that are still there, in the order in which they were selected. */
  const ids = computed(() => [...chosen.value].filter((id) => garden.state.plants[id] !== undefined));
  const isSelecting = computed(() => ids.value.length > 0);
  const has = (id: string): boolean => chosen.value.has(id);

  function toggle(id: string): void {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  }
  function select(all: readonly string[]): void {
    chosen.value = new Set([...chosen.value, ...all]);
  }
  function clear(): void {
    chosen.value = new Set();
  }

  return { ids, isSelecting, has, toggle, select, clear };
});
