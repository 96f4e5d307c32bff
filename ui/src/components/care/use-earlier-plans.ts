import { changesBetween, type PlanChange } from '@plantops/shared/care/care-schedule.ts';
import { computed, type ComputedRef, ref, type Ref, shallowRef } from 'vue';
import { messageOf } from '../../api/client';
import { type CarePlan, listCarePlans } from '../../api/generated';
import { nextCursor } from '../../api/next-page';
import { inOrder } from '../../composables/in-order';

const PAGE = 10;

export interface PlanEntry {
  plan: CarePlan;
  /** Differences from the plan before it; undefined if that plan is not fetched yet or does not exist. */
  changes: PlanChange[] | undefined;
}

export interface EarlierPlans {
  /** Newest first, including the current plan; undefined until they are loaded. */
  entries: ComputedRef<PlanEntry[] | undefined>;
  hasMore: ComputedRef<boolean>;
  isBusy: Ref<boolean>;
  error: Ref<string | undefined>;
  /** Starts again from the newest plan. */
  load: () => Promise<void>;
  more: () => Promise<void>;
}

/** All plans of a plant, page by page. */
export function useEarlierPlans(plantId: string): EarlierPlans {
  const plans = shallowRef<CarePlan[]>();
  const cursor = ref<string>();
  const isBusy = ref(false);
  const error = ref<string>();
  const order = inOrder();

  async function fetchPage(after?: string): Promise<void> {
    isBusy.value = true;
    const isNews = order.ask();
    try {
      const { data, response } = await listCarePlans({
        path: { id: plantId },
        query: { limit: PAGE, ...(after && { cursor: Number(after) }) },
        throwOnError: true,
      });
      // The list was fetched again meanwhile: adding this page to it would leave a gap.
      if (!isNews()) return;
      plans.value = [...(after ? (plans.value ?? []) : []), ...data];
      cursor.value = data.length < PAGE ? undefined : nextCursor(response);
      error.value = undefined;
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    } finally {
      isBusy.value = false;
    }
  }

  return {
    entries: computed(() =>
      plans.value?.map((plan, index, all) => {
        const older = all[index + 1];
        return { plan, changes: older && changesBetween(older, plan) };
      }),
    ),
    hasMore: computed(() => cursor.value !== undefined),
    isBusy,
    error,
    load: () => fetchPage(),
    more: () => fetchPage(cursor.value),
  };
}
