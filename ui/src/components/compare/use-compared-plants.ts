import { computed, ref } from 'vue';
import { useTheme } from 'vuetify';
import type { Plant } from '../../api/generated';
import { formatBucket } from '../../messages/bucket-words';
import { formatLimits, formatValue, toShown } from '../../messages/format';
import { preferences } from '../../messages/preferences';
import { text } from '../../messages/text';
import type { ComparedLine } from './chart-options';
import type { CompareQuery } from './compare-query';
import {
  bridged,
  BUCKETS_PER_ROW,
  bucketValues,
  commonLimits,
  comparedRows,
  comparedSummary,
  shownAxis,
} from './compared-series';
import { lineStyle } from '../../theme/line-colours';
import type { Comparison } from './use-comparison';

/** Derives everything that the page shows from the plants and their histories. */
export function useComparedPlants(
  plants: () => Plant[],
  query: () => CompareQuery,
  comparison: () => Comparison | undefined,
) {
  const theme = useTheme();
  const hidden = ref<string[]>([]);

  function toggle(id: string): void {
    hidden.value = hidden.value.includes(id) ? hidden.value.filter((other) => other !== id) : [...hidden.value, id];
  }

  const fetched = computed(() => {
    const found = comparison();
    const { metric } = query();
    return plants().flatMap((plant) => {
      const history = found?.histories.get(plant.id);
      if (!found || !history) return [];
      return {
        plant,
        values: bucketValues(history, metric, found.buckets),
        summary: comparedSummary(history, metric),
      };
    });
  });
  const times = computed(() => comparison()?.buckets.all ?? []);
  const window = computed(() => ({ from: times.value[0]?.wall ?? 0, to: times.value.at(-1)?.wall ?? 1 }));

  const lines = computed((): ComparedLine[] =>
    fetched.value
      .filter(({ plant }) => !hidden.value.includes(plant.id))
      .map(({ plant, values }) => {
        const filled = bridged(values);
        return {
          ...lineStyle(plants().indexOf(plant), theme.current.value.dark),
          id: plant.id,
          name: plant.name,
          points: times.value.map(({ wall }, index) => {
            const value = filled[index];
            return [wall, value == null ? null : toShown(query().metric, value)];
          }),
        };
      }),
  );
  const shownPlants = computed(() => plants().filter(({ id }) => !hidden.value.includes(id)));
  const limits = computed(() => commonLimits(shownPlants.value, query().metric));
  const axis = computed<ReturnType<typeof shownAxis>>((before) => {
    const summaries = fetched.value.flatMap(({ plant, summary }) =>
      summary && !hidden.value.includes(plant.id) ? [summary] : [],
    );
    const next = shownAxis(query().metric, summaries, limits.value);
    return before?.min === next.min && before.max === next.max && before.steps === next.steps ? before : next;
  });

  const legend = computed(() =>
    plants().map((plant, nth) => {
      const { metric } = query();
      const found = fetched.value.find((one) => one.plant.id === plant.id);
      const words = found?.summary
        ? text('history.summary', {
            min: formatValue(metric, found.summary.min),
            max: formatValue(metric, found.summary.max),
            mean: formatValue(metric, found.summary.mean),
          })
        : found
          ? text('compare.empty')
          : '…';
      return {
        ...lineStyle(nth, theme.current.value.dark),
        id: plant.id,
        name: plant.name,
        words,
        isShown: !hidden.value.includes(plant.id),
      };
    }),
  );

  /** The comparison in sentences. */
  const sentences = computed(() => {
    const { metric } = query();
    const byMean = fetched.value
      .flatMap(({ plant, summary }) => (summary ? [{ name: plant.name, mean: summary.mean }] : []))
      .sort((a, b) => b.mean - a.mean);
    const [highest, lowest] = [byMean[0], byMean.at(-1)];
    const words: string[] = [];
    if (highest && lowest && byMean.length > 1)
      words.push(
        text('compare.highest', {
          highest: highest.name,
          high: formatValue(metric, highest.mean),
          lowest: lowest.name,
          low: formatValue(metric, lowest.mean),
        }),
      );
    const shared = formatLimits(metric, limits.value);
    const isAnyLimited = shownPlants.value.some(({ thresholds }) => formatLimits(metric, thresholds[metric]));
    if (shared && shownPlants.value.length > 1) words.push(text('compare.limits', { limits: shared }));
    else if (isAnyLimited && !shared) words.push(text('compare.limits.differ'));
    return words.join(' ');
  });

  const rows = computed(() => {
    const found = comparison();
    return found
      ? comparedRows(
          found.buckets,
          fetched.value.map(({ values }) => values),
          preferences.timeZone,
        )
      : [];
  });

  const bucketS = (): number => (comparison()?.buckets.bucketMs ?? 1000) / 1000;
  const rowS = computed(() => bucketS() * BUCKETS_PER_ROW);

  /** @param nth index of a point of the time axis */
  const momentAt = (nth: number): string => {
    const time = times.value[nth]?.time;
    return time === undefined ? '' : formatBucket(time, bucketS());
  };
  const valueAt = (id: string, nth: number): string => {
    const values = fetched.value.find(({ plant }) => plant.id === id)?.values;
    const value = values?.[nth];
    return value == null ? '–' : formatValue(query().metric, value);
  };
  const columns = computed(() => fetched.value.map(({ plant: { id, name } }) => ({ id, name })));
  const isEmpty = computed(() => fetched.value.every(({ summary }) => summary === undefined));

  return { lines, window, limits, axis, legend, sentences, rows, rowS, columns, isEmpty, momentAt, valueAt, toggle };
}
