/** How the plants are shown: the address says it, and each browser remembers what its owner chose. */

export const PLANT_VIEWS = ['cards', 'rows', 'wall'] as const;
export type PlantView = (typeof PLANT_VIEWS)[number];
/** Those that are a list on the page. */
export type ListView = Exclude<PlantView, 'wall'>;

const STORAGE_KEY = 'plantops-plant-view';

const isView = (value: unknown): value is PlantView => (PLANT_VIEWS as readonly unknown[]).includes(value);

/** What the address says; undefined if it says nothing that is understood. */
export const viewOf = (query: Record<string, unknown>): PlantView | undefined =>
  isView(query.view) ? query.view : undefined;

/** What was chosen in this browser the last time. */
export function rememberedView(): PlantView {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    return isView(kept) ? kept : 'cards';
  } catch {
    return 'cards';
  }
}

export function rememberView(view: PlantView): void {
  try {
    localStorage.setItem(STORAGE_KEY, view);
  } catch {
    // A browser without storage begins with cards each time.
  }
}
