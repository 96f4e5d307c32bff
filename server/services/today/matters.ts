/** Which findings of a diagnosis are something to do today, and which of them are one matter. A table, and nothing judged. */
import type { TaskKind } from '@plantops/shared/api/today.ts';
import type { Ask, DiagnosisCode } from '@plantops/shared/diagnosis/codes.ts';
import type { CareFinding } from '@plantops/shared/diagnosis/diagnosis.ts';
import { FINDING_CODES, FINDING_KINDS, type FindingCode } from '@plantops/shared/findings/kinds.ts';

/** What a finding is a part of: findings of the same matter are one task. */
interface Matter {
  kind: TaskKind;
  /** Names the matter within the plant. */
  matter: string;
  /** The side of its metric that it is about; null: either. An alert about the other side is another matter. */
  side: 'min' | 'max' | null;
  /** Codes that change into each other by the hour, and say the same: one of them is no news after another one. */
  same?: string;
  /** A finding that is only noticed is to be done where this is so; left out: never. What is worse always is. */
  notice?: (finding: CareFinding) => boolean;
}

const always = (): boolean => true;
const sensor = (notice?: Matter['notice']): Matter => ({
  kind: 'sensor',
  matter: 'sensor',
  side: null,
  ...(notice && { notice }),
});
const look = (matter: string, side: Matter['side'] = null, same?: string): Matter => ({
  kind: 'look',
  matter,
  side,
  ...(same !== undefined && { same }),
});

/** A remark that is no fault, such as another name for a metric, is nothing to get up for. */
const isFault = ({ evidence: { error, finding } }: CareFinding): boolean =>
  error !== null || !(FINDING_CODES as readonly unknown[]).includes(finding) || isWarning(finding as FindingCode);
const isWarning = (code: FindingCode): boolean => FINDING_KINDS[code].severity === 'warning';

/**
 * A plant that nobody measures and whose waterings nobody logs would be due for ever: then there is no ground to send
 * somebody to it.
 */
const isKnownDue = ({ evidence: { soil, known } }: CareFinding): boolean => soil !== null || known === true;

/** null: a statement or a piece of advice, which its plant shows, but no task. */
const MATTERS: Readonly<Record<DiagnosisCode, Matter | null>> = {
  never_measured: sensor(),
  all_silent: sensor(),
  metric_stale: sensor(),
  probe_out_of_soil: sensor(),
  probe_numb: sensor(),
  values_stuck: sensor(),
  probes_disagree: sensor(),
  value_impossible: sensor(),
  battery_low: { kind: 'battery', matter: 'battery', side: null, notice: always },
  device_offline: sensor(always),
  device_trouble: sensor(isFault),
  soil_dry: { kind: 'water', matter: 'water', side: 'min' },
  soil_wet: look('wet', 'max'),
  overwatered: look('wet', 'max'),
  water_did_not_reach: look('unfelt', 'min'),
  dries_fast: look('drying'),
  dries_slowly: look('wet', 'max'),
  habit_too_often: look('habit'),
  habit_too_seldom: look('habit'),
  watering_due: { kind: 'water', matter: 'water', side: 'min', notice: isKnownDue },
  watered_lately: null,
  kept_moist: null,
  dormant: null,
  soil_unknown: look('soil'),
  cold_now: look('cold', 'min', 'cold'),
  hot_now: look('hot', 'max', 'hot'),
  cold_nights: look('cold', 'min', 'cold'),
  frost: look('cold', 'min'),
  cold_for_some: look('cold', 'min'),
  hot_days: look('hot', 'max', 'hot'),
  too_dark: { kind: 'light', matter: 'dark', side: 'min' },
  too_bright: { kind: 'light', matter: 'bright', side: 'max' },
  winter_light: { kind: 'light', matter: 'dark', side: 'min' },
  air_dry: look('dry_air', 'min'),
  air_moist: look('moist_air', 'max'),
  value_outside: look('outside'),
  // Who never logs a feeding is not reminded of one every day.
  feeding_due: {
    kind: 'chore',
    matter: 'fertilizing',
    side: null,
    notice: ({ evidence }) => evidence.days !== null,
  },
  feeding_paused: look('feeding'),
  feeding_not_wanted: look('feeding'),
  // To look at roots is not yet to repot.
  repotting_due: { ...look('roots'), notice: ({ evidence }) => evidence.known === true },
  buds_setting: look('buds'),
  limits_unlike_species: look('limits'),
  species_unknown: null,
  species_is_genus: null,
  toxic_to_pets: look('pets'),
  site_unlike_species: look('site'),
  doing_well: null,
};

/** To water is a task only while water is asked for; what excludes it is a matter of its own. */
const WATERINGS: readonly Ask[] = ['water_now', 'water_when_due', 'water_after_frost'];

/** Water that was given a moment ago is on its way to the probe: an alert about dry soil is answered already. */
export const isWaterUnderWay = (findings: readonly CareFinding[]): boolean =>
  findings.some(({ code }) => code === 'watered_lately');
const isAboutDrySoil = ({ code, metric, evidence }: CareFinding): boolean =>
  code === 'value_outside' && metric === 'soil_moisture' && evidence.side === 'below';

/** What is one task of a plant: findings that are seen to together. */
export interface MatterOfPlant extends Pick<Matter, 'kind' | 'side'> {
  /** Names it within the plant, with the metric or the device that it is about. */
  matter: string;
  deviceId: string | null;
  /** At least one, the most important first. */
  findings: readonly [CareFinding, ...CareFinding[]];
  /** What tells it from what it was before: what is only noticed beside it is no news. */
  basis: readonly string[];
}

/** Values outside of limits are a matter for each metric, batteries one for each device. */
function nameOf({ matter }: Matter, { code, metric, evidence }: CareFinding): string {
  if (code === 'value_outside' || code === 'limits_unlike_species') return `${matter}.${metric}`;
  return code === 'battery_low' ? `${evidence.device_id}` : matter;
}

const deviceOf = ({ evidence }: CareFinding): string | null =>
  typeof evidence.device_id === 'string' ? evidence.device_id : null;

/** For sensors, another metric is another fault. */
const basisOf = ({ kind, same }: Matter, { code, metric }: CareFinding): string =>
  kind === 'sensor' && metric !== null ? `${code}:${metric}` : (same ?? code);

/**
 * The matters of a plant, the most important first: of each finding of which something is left to do after conflicts
 * were settled.
 * @param asks what is asked for (`Diagnosis.asks`)
 */
export function mattersOf(findings: readonly CareFinding[], asks: readonly Ask[]): MatterOfPlant[] {
  const groups = new Map<string, { of: Matter; findings: [CareFinding, ...CareFinding[]]; basis: Set<string> }>();
  const isUnderWay = isWaterUnderWay(findings);
  for (const finding of findings) {
    const of = MATTERS[finding.code];
    if (!of || finding.severity === 'good' || (isUnderWay && isAboutDrySoil(finding))) continue;
    const name = nameOf(of, finding);
    // What is only noticed joins a matter, but begins none by itself.
    const isToDo = finding.severity !== 'notice' || of.notice?.(finding) === true;
    const known = groups.get(name);
    if (known) {
      known.findings.push(finding);
      if (isToDo) known.basis.add(basisOf(of, finding));
      continue;
    }
    const wanted = of.kind === 'water' ? WATERINGS : finding.asks;
    if (isToDo && finding.asks.some((ask) => wanted.includes(ask) && asks.includes(ask)))
      groups.set(name, { of, findings: [finding], basis: new Set([basisOf(of, finding)]) });
  }
  return [...groups].map(([matter, { of, findings: its, basis }]) => {
    const devices = new Set(its.map(deviceOf));
    const [deviceId] = devices;
    return {
      kind: of.kind,
      side: of.side,
      matter,
      deviceId: devices.size === 1 ? (deviceId ?? null) : null,
      findings: its,
      basis: [...basis],
    };
  });
}
