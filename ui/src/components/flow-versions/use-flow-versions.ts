import { computed, type ComputedRef, onMounted, ref, type Ref, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import { bringBackFlows, type FlowVersion, listFlowVersions, setFlowVersionNote } from '../../api/generated';
import { nextCursor } from '../../api/next-page';
import { inOrder } from '../../composables/in-order';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

export interface FlowVersions {
  /** Newest first; undefined until they are loaded. */
  versions: Ref<FlowVersion[] | undefined>;
  /** The newest version, which is what the owner has. */
  newest: ComputedRef<FlowVersion | undefined>;
  hasMore: ComputedRef<boolean>;
  isBusy: Ref<boolean>;
  /** Why they could not be loaded. */
  error: Ref<string | undefined>;
  /** Why a version could not be brought back, a sentence for each reason. */
  refusals: Ref<string[]>;
  load: () => Promise<void>;
  more: () => Promise<void>;
  /** Runs a version again. The result is told, and can be undone. */
  bringBack: (version: FlowVersion) => Promise<void>;
  /** @returns whether it is saved */
  setNote: (version: FlowVersion, note: string) => Promise<boolean>;
}

/** How many versions are shown at first, and how many more at a time. */
const PAGE = 20;
/** The most that the server answers at once. */
const MOST = 1000;

/** The versions of the flows. They follow what is deployed elsewhere. */
export function useFlowVersions(): FlowVersions {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const versions = ref<FlowVersion[]>();
  const cursor = ref<string>();
  const isBusy = ref(false);
  const error = ref<string>();
  const refusals = ref<string[]>([]);
  const order = inOrder();

  async function fetch(limit: number, after?: string): Promise<void> {
    const isNews = order.ask();
    error.value = undefined;
    try {
      const { data, response } = await listFlowVersions({
        query: { limit: Math.min(limit, MOST), ...(after !== undefined && { cursor: after }) },
        throwOnError: true,
      });
      if (!isNews()) return;
      versions.value = after === undefined ? data : [...(versions.value ?? []), ...data];
      cursor.value = nextCursor(response);
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    }
  }
  /** Loads as many as are shown. */
  const load = (): Promise<void> => fetch(Math.max(PAGE, versions.value?.length ?? 0));

  async function bringBack({ number }: FlowVersion): Promise<void> {
    const before = versions.value?.[0]?.number;
    isBusy.value = true;
    refusals.value = [];
    try {
      const { data } = await bringBackFlows({ path: { id: number }, body: {}, throwOnError: true });
      toasts.done(
        text('versions.back.done', { n: number, as: data.number }),
        before === undefined
          ? undefined
          : async () => {
              await bringBackFlows({ path: { id: before }, body: {}, throwOnError: true });
              await load();
            },
      );
      await load();
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'flows_refused')
        refusals.value = Object.values(failure.fields);
      else toasts.failed(failure);
    }
    isBusy.value = false;
  }

  async function setNote({ number }: FlowVersion, note: string): Promise<boolean> {
    return toasts.tell(async () => {
      const { data } = await setFlowVersionNote({
        path: { id: number },
        body: { note: note.trim() || null },
        throwOnError: true,
      });
      versions.value = versions.value?.map((version) => (version.number === number ? data : version));
      return text('versions.note.saved');
    });
  }

  onMounted(load);
  watch(() => {
    const { flows } = garden.state;
    // The end of a watch says what became of a version.
    return [flows?.version, flows?.watch?.version].join(' ');
  }, load);
  return {
    versions,
    newest: computed(() => versions.value?.[0]),
    hasMore: computed(() => cursor.value !== undefined),
    isBusy,
    error,
    refusals,
    load,
    async more() {
      isBusy.value = true;
      await fetch(PAGE, cursor.value);
      isBusy.value = false;
    },
    bringBack,
    setNote,
  };
}
