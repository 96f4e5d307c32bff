import { computed, type ComputedRef } from 'vue';
import { text } from '../messages/text';
import { useFreshnessStore } from '../stores/freshness';

/**
 * For controls that need the server, as `v-bind="needsServer"`: without it they are disabled and say why. What can wait, such as
 * a journal entry, is not.
 */
export function useServerReach(): { needsServer: ComputedRef<{ disabled?: true; title?: string }> } {
  const freshness = useFreshnessStore();
  return { needsServer: computed(() => (freshness.valuesOf ? { disabled: true, title: text('action.away') } : {})) };
}
