import { ref } from 'vue';
import { acknowledgeAlert, type Alert, unacknowledgeAlert } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** Acknowledges alerts, and shows a toast with undo. */
export function useAcknowledgement() {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const isBusy = ref(false);

  async function setSeen(alerts: readonly Pick<Alert, 'id'>[], seen: boolean): Promise<void> {
    for (const { id } of alerts) {
      const { data } = await (seen ? acknowledgeAlert : unacknowledgeAlert)({ path: { id }, throwOnError: true });
      garden.state.alerts[data.id] = data;
    }
  }

  /** @param seen false withdraws an earlier acknowledgement */
  async function acknowledge(alerts: readonly Alert[], seen = true): Promise<void> {
    isBusy.value = true;
    await toasts.tell(
      async () => {
        await setSeen(alerts, seen);
        return text(seen ? 'alerts.acknowledgedAll' : 'alerts.unacknowledgedAll', { n: alerts.length });
      },
      () => setSeen(alerts, !seen),
    );
    isBusy.value = false;
  }

  return { isBusy, acknowledge };
}
