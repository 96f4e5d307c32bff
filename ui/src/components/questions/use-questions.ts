import { computed, type ComputedRef, onBeforeUnmount, type Ref, ref, shallowRef, watch } from 'vue';
import { messageOf } from '../../api/client';
import {
  addQuestionPhoto,
  askPlantQuestion,
  deletePlantQuestion,
  listPlantQuestions,
  type PlantQuestion,
} from '../../api/generated';
import { nextCursor } from '../../api/next-page';
import { inOrder } from '../../composables/in-order';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

const PAGE = 10;

export interface Questions {
  /** Newest first; undefined until they are loaded. */
  questions: ComputedRef<PlantQuestion[] | undefined>;
  error: Ref<string | undefined>;
  hasMore: ComputedRef<boolean>;
  /** Whether an answer is being written, for this page or for another. */
  isAsking: ComputedRef<boolean>;
  isBusy: Ref<boolean>;
  /** @returns whether the question was taken */
  ask: (question: string, photo: Blob | undefined) => Promise<boolean>;
  remove: (question: PlantQuestion) => Promise<void>;
  load: () => Promise<void>;
  more: () => Promise<void>;
}

/** What was asked about a plant, with answers that grow as they are written. */
export function useQuestions(plantId: string): Questions {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const known = shallowRef<ReadonlyMap<number, PlantQuestion>>();
  const cursor = ref<string>();
  const error = ref<string>();
  const isBusy = ref(false);
  const order = inOrder();

  const sorted = computed(() => known.value && [...known.value.values()].sort((a, b) => b.id - a.id));

  function keep(...questions: readonly PlantQuestion[]): void {
    known.value = new Map([...(known.value ?? []), ...questions.map((question) => [question.id, question] as const)]);
  }

  async function fetchPage(after?: string): Promise<void> {
    const isNews = order.ask();
    try {
      const { data, response } = await listPlantQuestions({
        path: { id: plantId },
        query: { limit: PAGE, ...(after && { cursor: Number(after) }) },
        throwOnError: true,
      });
      if (!isNews()) return;
      if (after === undefined) known.value = new Map();
      keep(...data);
      cursor.value = data.length < PAGE ? undefined : nextCursor(response);
      error.value = undefined;
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    }
  }

  async function busy<T>(work: () => Promise<T>): Promise<T | undefined> {
    isBusy.value = true;
    try {
      return await work();
    } catch (failure) {
      toasts.failed(failure);
      return undefined;
    } finally {
      isBusy.value = false;
    }
  }

  const stop = garden.onQuestion((event) => {
    if (event.plant_id !== plantId || !known.value) return;
    if (!('removed' in event)) keep(event);
    else known.value = new Map([...known.value].filter(([id]) => id !== event.id));
  });
  onBeforeUnmount(stop);
  // Events may have been missed while there was no connection.
  watch(
    () => garden.isLive,
    (isLive) => {
      if (isLive) void fetchPage();
    },
  );
  void fetchPage();

  return {
    questions: sorted,
    error,
    hasMore: computed(() => cursor.value !== undefined),
    isAsking: computed(() => sorted.value?.some(({ state }) => state === 'asking') ?? false),
    isBusy,
    ask: async (question, photo) =>
      (await busy(async () => {
        const photoId =
          photo &&
          (
            await addQuestionPhoto({
              path: { id: plantId },
              body: photo,
              headers: { 'Content-Type': photo.type },
              throwOnError: true,
            })
          ).data.id;
        const { data } = await askPlantQuestion({
          path: { id: plantId },
          body: { question, photo_id: photoId ?? null },
          throwOnError: true,
        });
        // An event that came before this answer is newer.
        if (!known.value?.has(data.id)) keep(data);
        return true;
      })) ?? false,
    remove: async ({ id }) => {
      await busy(async () => {
        await deletePlantQuestion({ path: { id }, throwOnError: true });
        known.value = new Map([...(known.value ?? [])].filter(([of]) => of !== id));
      });
    },
    load: () => fetchPage(),
    more: async () => {
      await busy(() => fetchPage(cursor.value));
    },
  };
}
