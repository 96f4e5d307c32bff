import { ref, type Ref } from 'vue';
import { discardSetAside, replaySetAside, type SetAsideChoice } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

export interface SetAsideActions {
  /** What is being done. */
  busy: Ref<'replay' | 'discard' | undefined>;
  /** Sends messages through the flows again. @returns whether it worked */
  replay: (choice: SetAsideChoice) => Promise<boolean>;
  /** Deletes messages for good. @returns whether it worked */
  discard: (choice: SetAsideChoice) => Promise<boolean>;
}

/** What can be done with messages that were set aside. The result is told, and what is left is shown at once. */
export function useSetAside(): SetAsideActions {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const busy = ref<'replay' | 'discard'>();

  async function change(what: 'replay' | 'discard', act: () => Promise<string>): Promise<boolean> {
    busy.value = what;
    const worked = await toasts.tell(act);
    // No live event says that fewer are left.
    if (worked) await garden.loadFlows();
    busy.value = undefined;
    return worked;
  }

  return {
    busy,
    replay: (body) =>
      change('replay', async () => {
        const { data } = await replaySetAside({ body, throwOnError: true });
        return text('flows.replay.done', { n: data.replayed });
      }),
    discard: (body) =>
      change('discard', async () => {
        const { data } = await discardSetAside({ body, throwOnError: true });
        return text('flows.discard.done', { n: data.discarded });
      }),
  };
}
