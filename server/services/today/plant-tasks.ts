/** What is to be done for a plant, from its diagnosis. The diagnosis judges; here its matters become tasks. Pure. */
import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { DiagnosisCode } from '@plantops/shared/diagnosis/codes.ts';
import { askWords, findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import { findingText } from '@plantops/shared/findings/kinds.ts';
import type { StoredFinding } from '../../db/repositories/findings.ts';
import { isWaterUnderWay, type MatterOfPlant, mattersOf } from './matters.ts';
import type { Reader, Task, TaskWords } from './task.ts';

/** What a plant's tasks are made from. */
export interface PlantState {
  plant: Pick<Plant, 'id' | 'name' | 'place' | 'room_id'>;
  diagnosis: Diagnosis;
  /** Open ones about the plant and its devices. */
  alerts: readonly Alert[];
  /** What was noticed about devices. */
  findings: readonly StoredFinding[];
}

/** Nobody is told of these by an alert, so that no acknowledged one stands for them. */
const WITHOUT_ALERTS: readonly DiagnosisCode[] = [
  'never_measured',
  'probe_out_of_soil',
  'values_stuck',
  'value_impossible',
];
const SILENT: readonly DiagnosisCode[] = ['all_silent', 'never_measured'];

/** Whether an alert tells of the same matter. */
function isAbout({ kind, side, deviceId, findings }: MatterOfPlant, alert: Alert): boolean {
  if (kind === 'battery' || kind === 'chore') return false;
  if (alert.kind !== 'threshold')
    return kind === 'sensor' && (deviceId === null || alert.device_id === null || alert.device_id === deviceId);
  return (
    kind !== 'sensor' &&
    findings.some(({ metric }) => metric === alert.metric) &&
    (side === null || alert.direction === side)
  );
}

/** Whether a matter explains an alert: a value that is not believed, or is old, is no second task. */
const explains = (matter: MatterOfPlant, alert: Alert): boolean =>
  isAbout(matter, alert) ||
  (alert.kind === 'threshold' &&
    (matter.findings.some(({ metric }) => metric !== null && metric === alert.metric) ||
      matter.findings.some(({ code }) => SILENT.includes(code))));

const isAboutDrySoil = ({ kind, metric, direction }: Alert): boolean =>
  kind === 'threshold' && metric === 'soil_moisture' && direction === 'min';

const earliest = (alerts: readonly Alert[]): string | null => alerts.map(({ opened_at: at }) => at).sort()[0] ?? null;

/** What was noticed says more than that there is a problem. */
function wordsOf(
  { findings: [main, ...others] }: MatterOfPlant,
  { plant, diagnosis, findings }: PlantState,
  { language, temperatureUnit, today }: Reader,
): TaskWords {
  const about = { language, temperatureUnit, today, name: plant.name, site: plant.place.site };
  const { title, text, advice } = findingWords(main, about, diagnosis.asks);
  const also = others.map((finding) => findingWords(finding, about).title);
  const { finding: code, device_id: deviceId, error } = main.evidence;
  const noticed =
    main.code === 'device_trouble' && error === null
      ? findings.find((one) => one.code === code && one.deviceId === deviceId && one.metric === null)
      : undefined;
  if (!noticed) return { title, reason: text, advice, also: [...new Set(also)].filter((other) => other !== title) };
  const told = findingText(noticed.code, noticed, language);
  return { title, reason: told.title, advice: told.advice || askWords('check_sensor', about), also };
}

/** A battery is its device's, whatever plant that watches. */
function idOf({ kind, matter, deviceId }: MatterOfPlant, plantId: string): string {
  if (kind === 'battery' && deviceId !== null) return `battery:${deviceId}`;
  return matter === kind ? `${kind}:${plantId}` : `${kind}:${plantId}:${matter}`;
}

function taskOf(matter: MatterOfPlant, state: PlantState): Task {
  const { plant, diagnosis, alerts } = state;
  const [main] = matter.findings;
  const about = alerts.filter((alert) => isAbout(matter, alert));
  const isKnown =
    about.length > 0 &&
    about.every(({ acknowledged_at: at }) => at !== null) &&
    !matter.findings.some(({ code }) => WITHOUT_ALERTS.includes(code));
  const { next } = diagnosis.watering;
  const isWater = matter.kind === 'water';
  return {
    id: idOf(matter, plant.id),
    kind: matter.kind,
    plantId: plant.id,
    deviceId: matter.deviceId,
    roomId: plant.room_id,
    name: plant.name,
    // Good care of a plant goes on when its alert is known: it is only no longer said aloud.
    urgency: main.severity === 'good' ? 'notice' : isKnown && main.severity === 'urgent' ? 'attention' : main.severity,
    since: earliest(about) ?? (isWater || matter.kind === 'chore' ? null : main.from),
    dueOn: isWater ? next : null,
    doneBy: isWater || matter.kind === 'chore' ? 'journal_entry' : 'seen',
    journalKind: isWater ? 'watering' : matter.kind === 'chore' ? 'fertilizing' : null,
    codes: [...new Set(matter.findings.map(({ code }) => code))],
    basis: matter.basis,
    alertIds: about.filter(({ acknowledged_at: at }) => at === null).map(({ id }) => id),
    // Water is still to be given: knowing of a dry pot does not water it.
    isKnown: isKnown && !isWater,
    words: (reader) => wordsOf(matter, state, reader),
  };
}

/** The tasks of a plant, and the open alerts that none of them explains. */
export function tasksOfPlant(state: PlantState): { tasks: Task[]; left: Alert[] } {
  const { diagnosis, alerts } = state;
  const matters = mattersOf(diagnosis.findings, diagnosis.asks);
  return {
    tasks: matters.map((matter) => taskOf(matter, state)),
    left: alerts.filter(
      (alert) =>
        !matters.some((matter) => explains(matter, alert)) &&
        !(isAboutDrySoil(alert) && isWaterUnderWay(diagnosis.findings)),
    ),
  };
}
