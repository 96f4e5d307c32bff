/** The sentences of a plan that no finding says: how often, how much, which light, and tasks. Each language has them. */
import type { Watering } from '../../species/species-schema.ts';
import type { WateringAnchor } from '../diagnosis.ts';

/** How much light a day is, from little to much. */
export type Brightness = 'dark' | 'low' | 'medium' | 'bright' | 'sun';

export interface PlanWords {
  everyDays: (days: number) => string;
  frequency: Record<
    WateringAnchor['basis'] | 'paused' | 'overdue' | 'dormant' | 'air',
    (every: string, limit: string) => string
  >;
  amounts: Record<Watering, string>;
  amountMl: (ml: string) => string;
  /** For plants without a pot that drains: over a reservoir, in a bed, and without soil. @param ml null: not known */
  vessels: Record<'reservoir' | 'ground' | 'air', (ml: string | null) => string>;
  /** Instead of an amount, while nothing is to be given. */
  none: string;
  rainwater: string;
  brightness: Record<Brightness, string>;
  dli: (brightness: string, dli: string) => string;
  lux: (lux: string) => string;
  notMeasured: string;
  notBelieved: string;
  unknownLight: string;
  light: { fine: string; early: string; unknown: string; moves: string; resting: string };
  air: {
    range: (min: string, max: string) => string;
    from: (min: string) => string;
    upTo: (max: string) => string;
    any: string;
    usual: string;
    fine: string;
    unknown: string;
    outdoors: string;
  };
  tasks: { feel: string; feed: string; look: string; repot: string };
  unknownSpecies: string;
}
