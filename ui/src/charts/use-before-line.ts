import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useTheme } from 'vuetify';
import type { History } from '../api/generated';
import { text } from '../messages/text';
import { beforeStyle } from '../theme/line-colours';
import type { EarlierLine } from './probe-lines';
import { BEFORES, type Before } from './time-before';
import type { TimeWindow } from './time-window';
import { useBefore } from './use-before';

/** The line of a week or a year before. Whether one is wanted is kept in the page's address, so that a link shows the same. */
export function useBeforeLine(
  plantId: () => string,
  window: () => TimeWindow,
  history: () => Pick<History, 'bucket_s' | 'plant_id'> | undefined,
) {
  const route = useRoute();
  const router = useRouter();
  const theme = useTheme();

  const before = computed<Before | undefined>({
    get: () => BEFORES.find((one) => one === route.query.before),
    set: (which) => {
      const { before: _before, ...others } = route.query;
      void router.replace({ query: { ...others, ...(which && { before: which }) }, hash: route.hash });
    },
  });
  const look = computed(() => beforeStyle(theme.current.value.dark));
  const found = useBefore(plantId, window, () => before.value, history);
  const line = computed<EarlierLine | undefined>(
    () =>
      found.value && {
        ...look.value,
        id: 'before',
        name: text(`history.before.${found.value.before}`),
        points: found.value.points,
      },
  );
  return { before, look, line };
}
