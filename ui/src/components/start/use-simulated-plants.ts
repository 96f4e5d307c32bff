import { computed, type ComputedRef, effectScope, ref, type Ref, watch } from 'vue';
import { ApiError } from '../../api/client';
import { startSimulator, stopSimulator } from '../../api/generated';
import { clock } from '../../clock';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** How many plants the simulator creates. */
export const SIMULATED_PLANTS = 4;
/** Far longer than they need, even on a small computer. */
const PATIENCE_MS = 60_000;

export interface SimulatedPlants {
  isStarting: Ref<boolean>;
  /** Plants created since the start, up to the expected number. */
  arrived: ComputedRef<number>;
  /** Starts them and waits until they have readings. Reports the result in a toast with undo. */
  start: () => Promise<void>;
}

/** Simulated devices with their own plants, for owners without a board. */
export function useSimulatedPlants(): SimulatedPlants {
  const garden = useGardenStore();
  const toasts = useToastStore();
  /** Outlives the component. */
  const scope = effectScope(true);
  const isStarting = ref(false);
  const plantsBefore = ref(0);
  const arrived = computed(() => Math.min(SIMULATED_PLANTS, Math.max(0, garden.plants.length - plantsBefore.value)));

  const alive = (): number => garden.plants.filter(({ latest }) => latest !== null).length;

  /**
   * Resolves when every simulated plant has a reading. The server answers as soon as the simulator runs; the plants
   * then arrive as live events. The guide may be gone by then, because it ends with the first plant that has a reading.
   * @throws ApiError if no plant gets one in time
   */
  function allAlive(): Promise<void> {
    if (alive() >= SIMULATED_PLANTS) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = scope.run(() =>
        watch(alive, (count) => {
          if (count < SIMULATED_PLANTS) return;
          timer.cancel();
          stop?.();
          resolve();
        }),
      );
      const timer = clock.after(PATIENCE_MS, () => {
        stop?.();
        if (alive() > 0) resolve();
        else reject(new ApiError(503, { detail: text('start.try.late') }));
      });
    });
  }

  async function start(): Promise<void> {
    isStarting.value = true;
    plantsBefore.value = garden.plants.length;
    await toasts.tell(
      async () => {
        await startSimulator({ body: { create_plants: true }, throwOnError: true });
        await allAlive();
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
