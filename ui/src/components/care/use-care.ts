import { onBeforeUnmount, ref, type Ref, shallowRef, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import { analyzePlant, type CareProgress, type CurrentCarePlan, getCarePlan } from '../../api/generated';
import { inOrder } from '../../composables/in-order';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

export interface Care {
  /** The current plan; undefined until it is loaded. */
  plan: Ref<CurrentCarePlan | undefined>;
  error: Ref<string | undefined>;
  /** Set while a plan is being made, whether for this page, for another page or by the server on its own. */
  progress: Ref<CareProgress | undefined>;
  isMaking: Ref<boolean>;
  load: () => Promise<void>;
  make: () => Promise<void>;
}

/** The care plan of a plant, kept up to date. Loading it never makes a new one. */
export function useCare(plantId: string): Care {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const plan = shallowRef<CurrentCarePlan>();
  const error = ref<string>();
  const progress = shallowRef<CareProgress>();
  const isMaking = ref(false);
  const order = inOrder();

  async function load(): Promise<void> {
    const isNews = order.ask();
    const before = progress.value;
    try {
      const { data } = await getCarePlan({ path: { id: plantId }, throwOnError: true });
      if (!isNews()) return;
      plan.value = data;
      // An event that arrived meanwhile is newer than the answer.
      if (progress.value === before) progress.value = data.progress ?? undefined;
      error.value = undefined;
    } catch (failure) {
      // A plan that is already shown stays.
      if (!plan.value) error.value = messageOf(failure);
    }
  }

  async function make(): Promise<void> {
    if (isMaking.value) return;
    isMaking.value = true;
    const failure = await analyzePlant({ path: { id: plantId }, throwOnError: true }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    // Loads what the response does not contain: that the last failure is over, or the new failure.
    await load();
    isMaking.value = false;
    if (failure === undefined) toasts.done(text('care.made'));
    // If the plan keeps the failure, it is shown beside the plan.
    else if (!(failure instanceof ApiError) || plan.value?.last_failure?.code !== failure.code) toasts.failed(failure);
  }

  const stop = garden.onCare({
    plan: ({ plant_id }) => {
      if (plant_id === plantId) void load();
    },
    progress(event) {
      if (event.plant_id !== plantId) return;
      const isOver = event.step === 'done' || event.step === 'failed';
      progress.value = isOver ? undefined : event;
      if (isOver) void load();
    },
  });
  onBeforeUnmount(stop);

  // Reloads after a reconnect, because events may have been missed. It also reloads when the plant changes: a journal
  // entry arrives as a change of the plant, and it changes what is due.
  watch(
    () => garden.isLive,
    (isLive) => {
      if (isLive) void load();
    },
  );
  watch(
    () => garden.state.plants[plantId],
    (now, before) => {
      if (now && before && now !== before) void load();
    },
  );
  void load();
  return { plan, error, progress, isMaking, load, make };
}
