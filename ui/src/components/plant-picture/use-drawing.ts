import type { PlantForm } from '@plantops/shared/species/species-schema.ts';
import { computed, type ComputedRef, shallowRef } from 'vue';
import type { Shape } from './shapes';

/** Drawings are no part of the first screen: until they have come, a pot stands there. */
const draw = shallowRef<(form: PlantForm) => Shape[]>();
let asked: Promise<void> | undefined;
/** A form is drawn once, however many plants have it. */
const drawn = new Map<PlantForm, Shape[]>();

function shapesOf(form: PlantForm): Shape[] {
  const shapes = drawn.get(form) ?? draw.value?.(form) ?? [];
  if (draw.value) drawn.set(form, shapes);
  return shapes;
}

/** What a plant of a form looks like, once its drawing is there. */
export function useDrawing(form: () => PlantForm): ComputedRef<Shape[]> {
  asked ??= import('./drawings').then(
    ({ drawingOf }) => {
      draw.value = drawingOf;
    },
    () => {
      // The next picture asks again.
      asked = undefined;
    },
  );
  return computed(() => shapesOf(form()));
}
