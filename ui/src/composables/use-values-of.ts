import { computed, type ComputedRef } from 'vue';
import { formatClockTime } from '../messages/format';
import { text } from '../messages/text';
import { useFreshnessStore } from '../stores/freshness';
import { serverNow } from './use-now';

export interface ValuesOf {
  /** The time that what is shown is of, as `12:03`; undefined while that is now. */
  time: ComputedRef<string | undefined>;
  /** `values of 12:03`; undefined while they are of now. */
  words: ComputedRef<string | undefined>;
}

/** What everything says that shows a value or a state: of when it is, unless it is of now. */
export function useValuesOf(): ValuesOf {
  const freshness = useFreshnessStore();
  const time = computed(() => freshness.valuesOf && formatClockTime(freshness.valuesOf, serverNow()));
  return { time, words: computed(() => time.value && text('values.of', { time: time.value })) };
}
