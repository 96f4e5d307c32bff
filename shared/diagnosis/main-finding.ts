/** What a verdict says first, and whom it doubts. Without schemas, so that the browser does not have to load them. */
import type { Metric } from '../metrics.ts';
import type { CareFinding } from './diagnosis.ts';
import type { Verdict } from './verdict.ts';

/** Of anything that has a verdict: a plant as it is told in answers and events. */
interface Judged {
  verdict: Pick<Verdict, 'level' | 'findings'> | null;
}

/** The finding that says how a plant is: the most important one or, of a plant that does well, that it does. */
export function mainFinding({ verdict }: Judged): CareFinding | undefined {
  if (!verdict) return undefined;
  return verdict.level === 'well' ? verdict.findings.find(({ severity }) => severity === 'good') : verdict.findings[0];
}

const SENSOR_FAULTS: readonly string[] = [
  'probe_out_of_soil',
  'probe_numb',
  'values_stuck',
  'probes_disagree',
  'value_impossible',
];

/** Whether the values of a metric can be believed, as far as the verdict says; those of other sensors may be. */
export const isBelieved = ({ verdict }: Judged, metric: Metric): boolean =>
  !verdict?.findings.some(
    ({ code, evidence, ...finding }) =>
      finding.metric === metric && SENSOR_FAULTS.includes(code) && evidence.others !== true,
  );
