/** What the browser keeps, in memory: tests have it in place of `idb-keyval`. */
const kept = new Map<IDBValidKey, unknown>();
let isRefusing = false;

const unlessRefused = async <T>(work: () => T): Promise<T> => {
  if (isRefusing) throw new DOMException('The storage is full.', 'QuotaExceededError');
  return work();
};

export const get = (key: IDBValidKey): Promise<unknown> => unlessRefused(() => kept.get(key));
/** Like the browser's storage it takes copies, and refuses what cannot be copied. */
export const set = (key: IDBValidKey, value: unknown): Promise<void> =>
  unlessRefused(() => void kept.set(key, structuredClone(value)));
export const del = (key: IDBValidKey): Promise<void> => unlessRefused(() => void kept.delete(key));

/** For tests: what is in the storage. */
export const browserStorage = {
  get isEmpty(): boolean {
    return kept.size === 0;
  },
  values: (): unknown[] => [...kept.values()],
  /** Private windows of some browsers refuse to keep anything. */
  refuse: (): void => void (isRefusing = true),
  clear: (): void => {
    kept.clear();
    isRefusing = false;
  },
};
