import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { serverNow } from '../composables/use-now';
import { useGardenStore } from './garden';

/** Two waterings of one plant within this time are hardly meant; the second press asks (ms). */
export const WATERED_LATELY_MS = 10 * 60_000;

/** The server's time of an entry differs a little from when its answer came (ms). */
const SAME_MS = 5000;

/** A watering that is about to be logged although the plant was watered a moment ago. */
export interface WateringQuestion {
  name: string;
  /** When it was watered, in ms. */
  at: number;
  /** Whether that watering was logged on this screen; else it came from elsewhere, such as another phone. */
  isOwn: boolean;
  answer: (isWanted: boolean) => void;
}

/** Keeps a plant from being logged as watered twice because two people, or one finger, pressed "Watered now" twice. */
export const useWateringsStore = defineStore('waterings', () => {
  const garden = useGardenStore();
  const question = shallowRef<WateringQuestion>();
  /** The newest watering logged on this screen, by plant: the live event about it may come after the next press. */
  const own = new Map<string, { entryId: number; at: number }>();

  function noted(plantId: string, entryId: number): void {
    own.set(plantId, { entryId, at: serverNow() });
  }

  function takenBack(plantId: string, entryId: number): void {
    if (own.get(plantId)?.entryId === entryId) own.delete(plantId);
  }

  /**
   * Whether a watering of now is to be logged. Asks the owner where one was logged in the last ten minutes; a question
   * that is still open is answered with no.
   */
  async function isWanted(plantId: string): Promise<boolean> {
    const plant = garden.state.plants[plantId];
    const known = Date.parse(plant?.last_watered_at ?? '');
    const here = own.get(plantId);
    const at = Math.max(here?.at ?? -Infinity, Number.isNaN(known) ? -Infinity : known);
    if (serverNow() - at > WATERED_LATELY_MS) return true;
    question.value?.answer(false);
    return new Promise((resolve) => {
      question.value = {
        name: plant?.name ?? '',
        at,
        isOwn: here !== undefined && at - here.at < SAME_MS,
        answer(wanted) {
          question.value = undefined;
          resolve(wanted);
        },
      };
    });
  }

  return { question, noted, takenBack, isWanted };
});
