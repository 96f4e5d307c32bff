/** A plant's place as it is typed, and what is wrong with it. Pure except for the preferences. */
import type { Place, PlaceChange } from '../../api/generated';
import { localeTag } from '../../messages/preferences';
import { text } from '../../messages/text';
import { typedNumber } from './thresholds-draft';

/** Diameters of pots that can be typed, in cm, as `placeSchema` has them. */
const POT_CM = { min: 2, max: 200 };

/** Fields of text are empty, and choices null, where nothing is said. */
export type PlaceDraft = Omit<Place, 'room' | 'pot_cm' | 'repotted_on'> & Record<'pot_cm' | 'repotted_on', string>;

export const placeDraftOf = (place: Place | undefined): PlaceDraft => ({
  site: place?.site ?? null,
  window: place?.window ?? null,
  pot_cm: place?.pot_cm == null ? '' : place.pot_cm.toLocaleString(localeTag(), { useGrouping: false }),
  pot_material: place?.pot_material ?? null,
  repotted_on: place?.repotted_on ?? '',
  pets: place?.pets ?? null,
});

/** @returns what is wrong with a typed diameter; undefined if it can be saved */
export function potProblem({ pot_cm }: PlaceDraft): string | undefined {
  const size = typedNumber(pot_cm);
  return size === null || (size >= POT_CM.min && size <= POT_CM.max) ? undefined : text('place.pot.number', POT_CM);
}

/**
 * The parts that were typed otherwise than they are stored, so that what somebody else changes meanwhile stays.
 * @returns undefined if there are none
 */
export function placeChange(draft: PlaceDraft, before: Place | undefined): PlaceChange | undefined {
  const typed: Required<PlaceChange> = {
    ...draft,
    pot_cm: typedNumber(draft.pot_cm),
    repotted_on: draft.repotted_on || null,
  };
  const changed = Object.entries(typed).filter(([part, value]) => value !== (before?.[part as keyof Place] ?? null));
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}
