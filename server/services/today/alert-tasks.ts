/** Open alerts that no diagnosis speaks of: those about devices without a plant, and about plants not judged yet. Pure. */
import type { Alert } from '@plantops/shared/api/alerts.ts';
import { valueText, timeText } from '@plantops/shared/diagnosis/words/said.ts';
import { findingText } from '@plantops/shared/findings/kinds.ts';
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { TaskText } from '@plantops/shared/languages/words-of-language.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Reader, Task, TaskWords } from './task.ts';

const HOUR_MS = 3_600_000;

/** What is told of an alert besides its figures. */
interface Names {
  /** The plant that it is about, or that its device watches. */
  plantId: string | null;
  /** Of the plant; null: the alert is about a device alone. */
  plant: string | null;
  /** The room of the plant. */
  roomId: string | null;
  /** Of the device, as its owner knows it. */
  device: string | null;
}

function breachWords(metric: Metric, { value, threshold, direction }: Alert, reader: Reader): TaskText {
  const { language } = reader;
  const say = (figure: number | null): string => (figure === null ? '?' : valueText(metric, figure, reader));
  return spoken(language).today.breach(metricWords(metric, language), say(value), say(threshold), direction === 'min');
}

function silenceWords({ metric, opened_at: since }: Alert, device: string | null, reader: Reader): TaskWords {
  const { language } = reader;
  const words = spoken(language).today;
  const time = timeText((reader.now.getTime() - Date.parse(since)) / HOUR_MS, language, true);
  const told =
    metric === null
      ? words.offline(device ?? words.device, time)
      : words.noValues(metricWords(metric, language).subject, time);
  return { ...told, advice: words.checkSensor, also: [] };
}

function wordsOf(alert: Alert, device: string | null, reader: Reader): TaskWords {
  const { kind, code, metric, evidence, message } = alert;
  if (kind === 'finding' && code !== null) {
    const words = spoken(reader.language).today;
    const { title, advice } = findingText(code, { metric, evidence: evidence ?? {} }, reader.language);
    return { title: words.problem(device ?? words.device), reason: title, advice, also: [] };
  }
  if (kind === 'threshold') {
    return metric === null
      ? { title: message, reason: message, advice: '', also: [] }
      : { ...breachWords(metric, alert, reader), advice: '', also: [] };
  }
  return silenceWords(alert, device, reader);
}

/** The task that an open alert is by itself. Those about one device are one task. */
export function tasksOfAlerts(alerts: readonly Alert[], namesOf: (alert: Alert) => Names): Task[] {
  const groups = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of alerts) {
    const id = alert.kind === 'threshold' ? `alert:${alert.id}` : `sensor:${alert.device_id ?? alert.plant_id}`;
    const known = groups.get(id);
    if (known) known.push(alert);
    else groups.set(id, [alert]);
  }
  return [...groups].map(([id, group]): Task => {
    const [first, ...others] = group;
    const names = namesOf(first);
    return {
      id,
      kind: first.kind === 'threshold' ? 'alert' : 'sensor',
      plantId: names.plantId,
      deviceId: first.device_id,
      roomId: names.roomId,
      name: names.plant ?? names.device,
      urgency: 'attention',
      since: group.map(({ opened_at: at }) => at).sort()[0] ?? null,
      dueOn: null,
      doneBy: 'acknowledged',
      journalKind: null,
      codes: [...new Set(group.map(({ kind, code }) => code ?? kind))],
      basis: group.map(({ kind, code, metric }) => `${code ?? kind}:${metric}`),
      alertIds: group.filter(({ acknowledged_at: at }) => at === null).map((alert) => alert.id),
      isKnown: group.every(({ acknowledged_at: at }) => at !== null),
      words: (reader) => ({
        ...wordsOf(first, names.device, reader),
        also: others.map((alert) => wordsOf(alert, names.device, reader).reason),
      }),
    };
  });
}
