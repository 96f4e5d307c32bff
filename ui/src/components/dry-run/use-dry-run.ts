import { computed, type ComputedRef, onBeforeUnmount, ref, type Ref } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import { cancelDryRun, type DryRun, getDryRun, keepDryRun, type StartDryRun, startDryRun } from '../../api/generated';
import { clock } from '../../clock';
import { text } from '../../messages/text';
import { useToastStore } from '../../stores/toasts';

export interface UseDryRun {
  /** The run that is shown; undefined before the first. */
  run: Ref<DryRun | undefined>;
  isRunning: ComputedRef<boolean>;
  /** Whether something is asked of the server. */
  isBusy: Ref<boolean>;
  /** Why it could not be begun or looked at. */
  error: Ref<string | undefined>;
  begin: (what: StartDryRun) => Promise<void>;
  /** Shows a run that was begun elsewhere. */
  follow: (id: number) => Promise<void>;
  cancel: () => Promise<void>;
  /** Stores what came out well of messages that were set aside. */
  keep: () => Promise<void>;
}

/** How often it is asked how far a run is (ms). */
const ASK_EVERY_MS = 500;

/** A dry run: begins it, follows how far it is, and brings its result. */
export function useDryRun(): UseDryRun {
  const toasts = useToastStore();
  const run = ref<DryRun>();
  const isBusy = ref(false);
  const error = ref<string>();
  const isRunning = computed(() => run.value?.state === 'running');

  async function attempt(action: () => Promise<void>): Promise<void> {
    error.value = undefined;
    isBusy.value = true;
    try {
      await action();
    } catch (failure) {
      error.value =
        failure instanceof ApiError && failure.code === 'flows_refused' ? failure.message : messageOf(failure);
    }
    isBusy.value = false;
  }

  async function look(id: number): Promise<void> {
    const { data } = await getDryRun({ path: { id }, throwOnError: true });
    if (run.value === undefined || run.value.id <= data.id) run.value = data;
  }

  const timer = clock.every(ASK_EVERY_MS, () => {
    const id = run.value?.id;
    // A lost connection is shown elsewhere; the next question follows soon.
    if (isRunning.value && id !== undefined) look(id).catch(() => undefined);
  });
  onBeforeUnmount(() => timer.cancel());

  return {
    run,
    isRunning,
    isBusy,
    error,
    begin: (what) =>
      attempt(async () => {
        const { data } = await startDryRun({ body: what, throwOnError: true });
        run.value = data;
      }),
    follow: (id) => attempt(() => look(id)),
    cancel: () =>
      attempt(async () => {
        const id = run.value?.id;
        if (id === undefined) return;
        await cancelDryRun({ path: { id }, throwOnError: true });
        await look(id);
      }),
    async keep() {
      const id = run.value?.id;
      if (id === undefined) return;
      isBusy.value = true;
      await toasts.tell(async () => {
        const { data } = await keepDryRun({ path: { id }, throwOnError: true });
        return text('dry.kept', { n: data.kept });
      });
      isBusy.value = false;
    },
  };
}
