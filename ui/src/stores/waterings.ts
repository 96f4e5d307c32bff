import { defineStore } from 'pinia';
import { WATERED_LATELY_MS } from '@plantops/shared/watered-lately.ts';
import { shallowRef } from 'vue';
import { ApiError } from '../api/client';
import { getPlant } from '../api/generated';
import { serverNow } from '../composables/use-now';
import { useGardenStore } from './garden';

/** The server's time of an entry differs a little from when its answer came (ms). */
const SAME_MS = 5000;
/** So many plants are named in one question. */
const MOST_NAMED = 5;

/** A watering that is about to be logged although the plant was watered a moment ago. */
export interface WateringQuestion {
  /** Of the plant, or of several. */
  name: string;
  /** When it was watered, in ms; undefined for several plants, each of which has its own time. */
  at: number | undefined;
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
    const here = own.get(plantId);
    const at = wateredAt(plantId);
    return ask({ name: nameOf(plantId), at, isOwn: here !== undefined && at - here.at < SAME_MS });
  }

  /** Whether waterings of now are to be logged although the server knows others of the last ten minutes; asks once for all. */
  function areWanted(plantIds: readonly string[]): Promise<boolean> {
    const names = plantIds.slice(0, MOST_NAMED).map(nameOf);
    return ask({
      name: [...names, ...(plantIds.length > MOST_NAMED ? ['…'] : [])].join(', '),
      at: undefined,
      isOwn: false,
    });
  }

  const nameOf = (plantId: string): string => garden.state.plants[plantId]?.name ?? '';

  function ask(about: Omit<WateringQuestion, 'answer'>): Promise<boolean> {
    question.value?.answer(false);
    return new Promise((resolve) => {
      question.value = {
        ...about,
        answer(wanted) {
          question.value = undefined;
          resolve(wanted);
        },
      };
    });
  }

  /**
   * Logs a watering of now, unless the owner says that it was logged already: on this screen, or on another one meanwhile.
   * @param log logs it; with `again` false, the server refuses a second one
   * @returns undefined where it was not meant
   */
  async function onceOnly<T>(plantId: string, log: (again: boolean) => Promise<T>): Promise<T | undefined> {
    const isAsked = isRecent(plantId);
    if (isAsked && !(await isWanted(plantId))) return undefined;
    try {
      return await log(isAsked);
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.code !== 'watered_lately') throw failure;
      // The other screen was quicker than its live event.
      const { data } = await getPlant({ path: { id: plantId }, throwOnError: true });
      garden.state.plants[plantId] = data;
      return (await isWanted(plantId)) ? log(true) : undefined;
    }
  }

  return { question, noted, takenBack, isRecent, isWanted, areWanted, onceOnly };
});
