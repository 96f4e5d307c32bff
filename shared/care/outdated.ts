/** Which points of a plan rest on something that has changed since it was made. Pure. */
import type { DiagnosisCode, Severity } from '../diagnosis/codes.ts';
import type { CareFinding, Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Metric } from '../metrics.ts';
import type { AdviceBasis } from './advice-basis.ts';
import type { CareAdvice, OutdatedPoint } from './care-plan.ts';
import type { CareTask } from './care-words.ts';

type Part = 'watering' | 'light' | 'humidity';

/** What a finding is about, beside the metric that it names. Findings that are not listed concern the summary only. */
const PARTS: Readonly<Partial<Record<DiagnosisCode, Part>>> = {
  soil_dry: 'watering',
  soil_wet: 'watering',
  overwatered: 'watering',
  water_did_not_reach: 'watering',
  dries_fast: 'watering',
  dries_slowly: 'watering',
  habit_too_often: 'watering',
  habit_too_seldom: 'watering',
  watering_due: 'watering',
  kept_moist: 'watering',
  dormant: 'watering',
  soil_unknown: 'watering',
  too_dark: 'light',
  too_bright: 'light',
  winter_light: 'light',
  air_dry: 'humidity',
  air_moist: 'humidity',
};
const METRIC_PARTS: Readonly<Partial<Record<Metric, Part>>> = {
  soil_moisture: 'watering',
  light_level: 'light',
  humidity: 'humidity',
};
const TASKS: Readonly<Partial<Record<DiagnosisCode, CareTask>>> = {
  feeding_due: 'fertilizing',
  feeding_paused: 'fertilizing',
  feeding_not_wanted: 'fertilizing',
  repotting_due: 'repotting',
};
const partOf = ({ code, metric }: CareFinding): Part | undefined =>
  PARTS[code] ?? (metric === null ? undefined : METRIC_PARTS[metric]);
const keyOf = ({ code, metric }: CareFinding): string => `${code} ${metric ?? ''}`;
const needsSomebody = (severity: Severity): boolean => severity === 'urgent' || severity === 'attention';

export interface ChangedFinding {
  finding: CareFinding;
  /** Whether it was true when the plan was made and is not any more; else it is true now and was not then. */
  isGone: boolean;
}

/**
 * The findings that came or went between two diagnoses. One that became more urgent, or less, counts as one that came.
 * Praise neither comes nor goes.
 * @param then null where nobody knows what was found: everything of now is news then
 */
export function changedFindings(then: Diagnosis | null, now: Diagnosis): ChangedFinding[] {
  const before = new Map((then?.findings ?? []).map((finding) => [keyOf(finding), finding]));
  const after = new Set(now.findings.map(keyOf));
  const came = now.findings.filter((finding) => {
    const old = before.get(keyOf(finding));
    return finding.severity !== 'good' && (old === undefined || old.severity !== finding.severity);
  });
  const gone = (then?.findings ?? []).filter(
    (finding) => needsSomebody(finding.severity) && !after.has(keyOf(finding)),
  );
  return [
    ...came.map((finding) => ({ finding, isGone: false })),
    ...gone.map((finding) => ({ finding, isGone: true })),
  ];
}

/**
 * Whether what rests on these findings is about another one: the same, or one of the same metric or part of the plan. What
 * does not say what it rests on rests on everything.
 */
function isAbout(codes: readonly DiagnosisCode[], finding: CareFinding, then: Diagnosis | null): boolean {
  if (codes.length === 0 || codes.includes(finding.code)) return true;
  const rested = (then?.findings ?? []).filter(({ code }) => codes.includes(code));
  const part = partOf(finding);
  return (
    rested.some(({ metric }) => metric !== null && metric === finding.metric) ||
    (part !== undefined && codes.some((code) => PARTS[code] === part))
  );
}

export interface OutdatedOptions {
  plan: Pick<CareAdvice, 'alerts' | 'schedule'>;
  then: Diagnosis | null;
  now: Diagnosis;
  /** What the words rest on, as whoever wrote them says; null: they do not say. */
  basis?: AdviceBasis | null | undefined;
  /** How many of the alerts stand before those of the plan. */
  alertsNow?: number;
  /** What has changed, in the reader's language. */
  say: (change: ChangedFinding) => string;
}

/** For each point of a plan, what has changed since that it rests on; in the order of the plan. */
export function outdatedPoints({ plan, then, now, basis, alertsNow = 0, say }: OutdatedOptions): OutdatedPoint[] {
  const changes = changedFindings(then, now);
  const restsOn = (part: string): DiagnosisCode[] =>
    (basis?.points ?? []).filter((point) => point.part === part).flatMap(({ findings }) => findings);
  const points = (part: string, concerns: (finding: CareFinding) => boolean): OutdatedPoint[] =>
    changes
      .filter(({ finding }) => concerns(finding))
      .map((change) => ({ part, because: change.finding.code, text: say(change) }));
  const about = (part: Part) => (finding: CareFinding) =>
    partOf(finding) === part || restsOn(part).includes(finding.code);
  return [
    ...points('summary', ({ severity, code }) => needsSomebody(severity) || restsOn('summary').includes(code)),
    ...points('watering', about('watering')),
    ...points('light', about('light')),
    ...points('humidity', about('humidity')),
    ...plan.alerts.flatMap((_alert, index) => {
      const codes = restsOn(`alerts/${index - alertsNow}`);
      return points(`alerts/${index}`, (finding) => needsSomebody(finding.severity) && isAbout(codes, finding, then));
    }),
    ...plan.schedule.flatMap(({ task }, index) => points(`schedule/${index}`, ({ code }) => TASKS[code] === task)),
  ];
}
