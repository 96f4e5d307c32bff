/** What is said of a plant wherever there is room for little: in lists, on cards, in a digest. */
import { z } from 'zod';
import { type Diagnosis, careFindingSchema } from './diagnosis.ts';
import { METRIC_NAMES, type Metric } from '../metrics.ts';
import { AIR_STATES, ASKS, LEVELS } from './codes.ts';
import type { PlantFacts } from './facts.ts';
import { airState, vapourPressureDeficit } from './figures/air.ts';

/** Findings that a verdict carries: enough for a sentence, and few enough for a list of hundreds of plants. */
export const VERDICT_FINDINGS = 3;

export const verdictSchema = z
  .strictObject({
    at: z.iso.datetime().meta({ description: 'Since when it has said this' }),
    level: z.enum(LEVELS),
    findings: z.array(careFindingSchema).max(VERDICT_FINDINGS).meta({
      description: 'The first one of the diagnosis, and the next ones that are more than a notice, in its order',
    }),
    asks: z.array(z.enum(ASKS)).meta({ description: 'What is asked for after conflicts were settled' }),
    next_watering: z.iso
      .date()
      .nullable()
      .meta({ description: 'null: not before something else is settled, such as a wet pot; in the past: overdue' }),
    doubted: z.array(z.enum(METRIC_NAMES)).meta({
      description: 'Metrics whose shown value comes, at least in part, from a probe that cannot be believed',
    }),
    air: z
      .strictObject({
        state: z.enum(AIR_STATES),
        deficit_kpa: z.number().meta({ description: 'Vapour-pressure deficit, to a tenth' }),
      })
      .nullable()
      .meta({
        description:
          'How strongly the air dries leaves; null without fresh values of temperature and humidity that can be believed',
      }),
  })
  .meta({
    id: 'Verdict',
    description: "How a plant is: the short form of its diagnosis, the same wherever it's shown",
  });

export type Verdict = z.infer<typeof verdictSchema>;

/** Those that are silenced as a whole, and those whose sound probes are shown together with a doubted one. */
const doubtedIn = ({ silenced, findings }: Pick<Diagnosis, 'silenced' | 'findings'>): Metric[] =>
  METRIC_NAMES.filter(
    (metric) =>
      silenced.includes(metric) ||
      findings.some((finding) => finding.metric === metric && finding.evidence.others === true),
  );

function airOf({ temperature, humidity }: PlantFacts['metrics'], silenced: readonly Metric[]): Verdict['air'] {
  if (silenced.includes('temperature') || silenced.includes('humidity')) return null;
  if (!temperature.isFresh || !humidity.isFresh || temperature.value === null || humidity.value === null) return null;
  const deficit = vapourPressureDeficit(temperature.value, humidity.value);
  return { state: airState(deficit), deficit_kpa: Math.round(deficit * 10) / 10 };
}

/** The short form of a diagnosis. @param facts that it was made from */
export const verdictOf = (diagnosis: Diagnosis, { metrics }: Pick<PlantFacts, 'metrics'>): Verdict => ({
  at: diagnosis.at,
  level: diagnosis.level,
  // What need not be acted on is told by the whole diagnosis, unless it is the first to say.
  findings: diagnosis.findings
    .filter(({ severity }, index) => index === 0 || severity !== 'notice')
    .slice(0, VERDICT_FINDINGS),
  asks: diagnosis.asks,
  next_watering: diagnosis.watering.next,
  doubted: doubtedIn(diagnosis),
  air: airOf(metrics, diagnosis.silenced),
});
