import { onBeforeUnmount, shallowRef, type ShallowRef, watch } from 'vue';
import type { Timer } from '@plantops/shared/clock.ts';
import { clock } from '../clock';

/** A list in parts, such as the plants of each room, by their ids. */
export interface OrderedPart {
  key: string;
  ids: readonly string[];
}
export type Order = readonly OrderedPart[];

/** The order changes at most once in this time, however often values cross a limit. */
export const ORDER_EVERY_MS = 10_000;

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
const isSame = (a: Order, b: Order): boolean =>
  a.length === b.length && a.every((part, nth) => part.key === b[nth]?.key && sameList(part.ids, b[nth].ids));

/**
 * The order that is shown, as far as it may stay: what is gone is left out, what is new stands at the end of its part.
 * What only belongs elsewhere now keeps its place.
 */
export function keptOrder(shown: Order, wanted: Order, isThere: (id: string) => boolean): Order {
  const known = new Set(shown.flatMap(({ ids }) => ids));
  const newOf = (key: string): string[] =>
    wanted.find((part) => part.key === key)?.ids.filter((id) => !known.has(id)) ?? [];
  const stays = shown.map(({ key, ids }) => ({ key, ids: [...ids.filter(isThere), ...newOf(key)] }));
  const begun = wanted
    .filter(({ key }) => !shown.some((part) => part.key === key))
    .map(({ key }) => ({ key, ids: newOf(key) }));
  return [...stays, ...begun].filter(({ ids }) => ids.length > 0);
}

interface CalmOptions {
  /** Whether somebody is at the list: nothing in it moves meanwhile. */
  isTouched: () => boolean;
  /** What the owner has chosen: the order follows a change of it at once. */
  choice: () => string;
  /** Whether an item exists at all. */
  isThere: (id: string) => boolean;
}

/** The order in which a list is shown: the wanted one, but it changes only while nobody is at the list, and not often. */
export function useCalmOrder(
  wanted: () => Order,
  { isTouched, choice, isThere }: CalmOptions,
): Readonly<ShallowRef<Order>> {
  const shown = shallowRef(wanted());
  let changedAt = -Infinity;
  let waiting: Timer | undefined;

  function show(next: Order): void {
    waiting?.cancel();
    waiting = undefined;
    if (isSame(shown.value, next)) return;
    shown.value = next;
    changedAt = clock.elapsedMs();
  }

  function follow(): void {
    const next = wanted();
    const leftMs = changedAt + ORDER_EVERY_MS - clock.elapsedMs();
    if (!isTouched() && leftMs <= 0) return show(next);
    const kept = keptOrder(shown.value, next, isThere);
    if (!isSame(shown.value, kept)) shown.value = kept;
    waiting?.cancel();
    waiting = isTouched() ? undefined : clock.after(leftMs, follow);
  }

  watch(choice, () => show(wanted()), { flush: 'sync' });
  watch([wanted, isTouched], follow);
  onBeforeUnmount(() => waiting?.cancel());

  return shown;
}
