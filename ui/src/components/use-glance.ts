import { daysBetween } from '@plantops/shared/plain-date.ts';
import { computed, type ComputedRef } from 'vue';
import type { Plant } from '../api/generated';
import { useNow } from '../composables/use-now';
import { useValuesOf } from '../composables/use-values-of';
import { preferences } from '../messages/preferences';
import { text } from '../messages/text';
import { useGardenStore } from '../stores/garden';
import { lookOf, type PlantLook } from '../stores/garden-state';
import { distanceWords } from './care/plan-words';
import { knownWords } from './known-words';
import { isUnheard } from './old-values';
import { dayIn } from './plant/zoned-time';
import { verdictWords } from './verdict-words';

export interface Glance {
  look: ComputedRef<PlantLook>;
  /** How the plant is, in a line; undefined where there is nothing to say. */
  says: ComputedRef<{ title: string; text?: string } | undefined>;
  /** The same with what is said more about it, for where a line has no room. */
  saysFully: ComputedRef<string | undefined>;
  /** How loudly it is said. What the owner has acknowledged is said quietly, and so is what was so a while ago. */
  tone: ComputedRef<string | undefined>;
  /** When it is watered next, such as `In 3 days`; undefined if that is not known. */
  watering: ComputedRef<{ words: string; isDue: boolean } | undefined>;
  /** Whether something of it is old. */
  isStale: ComputedRef<boolean>;
  /** The time of the newest value, or of the oldest that has become old. */
  measuredAt: ComputedRef<string | undefined>;
}

/** What is seen of a plant at a glance: the same on its card, in its row and on the wall. */
export function useGlance(plant: () => Plant): Glance {
  const garden = useGardenStore();
  const now = useNow();
  const { time: valuesOf } = useValuesOf();
  const look = computed(() => lookOf(plant()));

  const known = computed(() => {
    if (look.value !== 'seen') return undefined;
    const { id } = plant();
    return knownWords(
      garden.openAlerts.filter((alert) => alert.plant_id === id),
      now.value,
    );
  });
  const watering = computed(() => {
    const next = plant().verdict?.next_watering;
    if (!next) return undefined;
    const inDays = daysBetween(dayIn(now.value, preferences.timeZone), next);
    return { words: distanceWords(inDays), isDue: inDays <= 0 };
  });

  const says = computed(() => {
    if (known.value !== undefined) return { title: known.value };
    const words = verdictWords(plant(), now.value);
    if (words) return words;
    return watering.value && { title: text('card.waterDue', { when: watering.value.words }) };
  });

  return {
    look,
    says,
    saysFully: computed(() => {
      if (!says.value) return undefined;
      const { title, text: more }: { title: string; text?: string } = says.value;
      return more === undefined ? title : `${title}: ${more}`;
    }),
    tone: computed(() =>
      known.value === undefined && valuesOf.value === undefined ? plant().verdict?.level : undefined,
    ),
    watering,
    isStale: computed(
      () => plant().latest !== null && (valuesOf.value !== undefined || isUnheard(plant()) || plant().stale.length > 0),
    ),
    measuredAt: computed(() => plant().stale[0]?.since ?? plant().latest?.time),
  };
}
