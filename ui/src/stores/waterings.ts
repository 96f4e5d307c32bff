import { defineStore } from 'pinia';
import { WATERED_LATELY_MS } from '@plantops/shared/watered-lately.ts';
import { shallowRef } from 'vue';
import { serverNow } from '../composables/use-now';
import { useGardenStore } from './garden';

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
  const own = new Map<string, { entryId: number | undefined; at: number }>();

  /** @param entryId undefined while it waits for the server */
  function noted(plantId: string, entryId: number | undefined): void {
    own.set(plantId, { entryId, at: serverNow() });
  }

  function takenBack(plantId: string, entryId: number): void {
    if (own.get(plantId)?.entryId === entryId) own.delete(plantId);
  }

  /** When a plant was watered last, as far as this screen knows; in ms. */
  function wateredAt(plantId: string): number {
    const known = Date.parse(garden.state.plants[plantId]?.last_watered_at ?? '');
    return Math.max(own.get(plantId)?.at ?? -Infinity, Number.isNaN(known) ? -Infinity : known);
  }

  /** Whether a watering was logged in the last ten minutes. */
  const isRecent = (plantId: string): boolean => serverNow() - wateredAt(plantId) <= WATERED_LATELY_MS;

  /**
   * Whether a watering of now is to be logged. Asks the owner where one was logged in the last ten minutes; a question
   * that is still open is answered with no.
   */
  async function isWanted(plantId: string): Promise<boolean> {
    if (!isRecent(plantId)) return true;
    const plant = garden.state.plants[plantId];
    const here = own.get(plantId);
    const at = wateredAt(plantId);
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

  return { question, noted, takenBack, isRecent, isWanted };
});
