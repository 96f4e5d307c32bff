import { computed, type ComputedRef, ref, type Ref, watch } from 'vue';
import { ApiError } from '../../api/client';
import { startSimulator, stopSimulator } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** How many plants the simulator creates. */
export const SIMULATED_PLANTS = 4;
/** Far more than they need, also on a small computer. */
const PATIENCE_MS = 60_000;

export interface SimulatedPlants {
  isStarting: Ref<boolean>;
  /** Plants that came since the start, at most all of them. */
  arrived: ComputedRef<number>;
  /** Starts them and waits until one is alive; told by a toast, with undo. */
  start: () => Promise<void>;
}

/** Simulated devices with plants of their own, for who has no board at hand. */
export function useSimulatedPlants(): SimulatedPlants {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const isStarting = ref(false);
  const plantsBefore = ref(0);
  const arrived = computed(() => Math.min(SIMULATED_PLANTS, Math.max(0, garden.plants.length - plantsBefore.value)));

  const isAlive = (): boolean => garden.plants.some(({ latest }) => latest !== null);

  /** The server answers as soon as the simulator runs; what it does comes by the live events. @throws ApiError when nothing comes */
  function firstLife(): Promise<void> {
    if (isAlive()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = watch(isAlive, () => { window.clearTimeout(timer); stop(); resolve(); });
      const timer = window.setTimeout(() => { stop(); reject(new ApiError(503, { detail: text('start.try.late') })); }, PATIENCE_MS);
    });
  }

  async function start(): Promise<void> {
    isStarting.value = true;
    plantsBefore.value = garden.plants.length;
    await toasts.tell(
      async () => {
        await startSimulator({ body: { create_plants: true }, throwOnError: true });
        await firstLife();
        return text('start.simulated');
      },
      async () => {
        await stopSimulator({ query: { remove: 'true' }, throwOnError: true });
        await garden.load();
      },
    );
    isStarting.value = false;
  }

  return { isStarting, arrived, start };
}
