import { ref } from 'vue';
import { acknowledgeAlert, type Alert, unacknowledgeAlert } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** Marks alerts as seen, tells it, and takes it back. */
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

  async function acknowledge(alerts: readonly Alert[]): Promise<void> {
    isBusy.value = true;
    await toasts.tell(async () => {
      await setSeen(alerts, true);
      return text('alerts.acknowledgedAll', { n: alerts.length });
    }, () => setSeen(alerts, false));
    isBusy.value = false;
  }

  return { isBusy, acknowledge };
}
