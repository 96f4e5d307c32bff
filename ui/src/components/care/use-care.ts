import { onBeforeUnmount, ref, type Ref, shallowRef, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import { analyzePlant, type CareProgress, type CurrentCarePlan, getCarePlan } from '../../api/generated';
import { inOrder } from '../../composables/in-order';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

export interface Care {
  /** The current plan; undefined until it is there. */
  plan: Ref<CurrentCarePlan | undefined>;
  error: Ref<string | undefined>;
  /** While a plan is being made, be it for this page, another or by the server itself. */
  progress: Ref<CareProgress | undefined>;
  isMaking: Ref<boolean>;
  load: () => Promise<void>;
  make: () => Promise<void>;
}

/** The care plan of a plant, kept live. Loading it never makes one anew. */
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
    try {
      const { data } = await getCarePlan({ path: { id: plantId }, throwOnError: true });
      if (!isNews()) return;
      plan.value = data;
      progress.value = data.progress ?? undefined;
      error.value = undefined;
    } catch (failure) {
      // A plan that is shown already stays.
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
    // With what the answer alone does not tell: the failure that is over, or the one that came.
    await load();
    isMaking.value = false;
    if (failure === undefined) toasts.done(text('care.made'));
    // A failure that stays is told beside the plan.
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

  // Events were missed meanwhile; and a journal entry, told as a change of the plant, changes what is due.
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
