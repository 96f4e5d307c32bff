/** What came of a dry run, in the language of the owner. */
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import type { DryRun, DryRunAlert, DryRunDifference, DryRunResult, DryRunSide, Plant } from '../../api/generated';
import { formatValue } from '../../messages/format';
import { numberFormat } from '../../messages/formatters';
import { metricName } from '../../messages/metric-name';
import { type MessageKey, text } from '../../messages/text';

const number = (count: number): string => numberFormat({}).format(count);
const sum = (counts: readonly { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);

/** Such as `1,440 readings: 1,438 stored, 2 set aside; 12 alerts instead of 3`. */
export function resultWords({ handled, source }: DryRun, { tried, running, different }: DryRunResult): string {
  const counted = (key: MessageKey, n: number): string => text(key, { n, count: number(n) });
  const setAside = tried.set_aside.map(({ node, count }) => text('dry.words.aside', { count: number(count), node }));
  const rejected = sum(tried.rejected);
  const letGo = sum(tried.let_go);
  const waiting = sum(tried.waiting);
  const fates = [
    text('dry.words.stored', { count: number(tried.stored) }),
    ...setAside,
    ...(rejected > 0 ? [text('dry.words.rejected', { count: number(rejected) })] : []),
    ...(letGo > 0 ? [text('dry.words.let_go', { count: number(letGo) })] : []),
    ...(waiting > 0 ? [text('dry.words.waiting', { count: number(waiting) })] : []),
  ];
  const alerts = counted('dry.words.alerts', tried.alerts_opened);
  const than = running && running.alerts_opened !== tried.alerts_opened;
  return [
    `${counted(source === 'readings' ? 'dry.words.readings' : 'dry.words.messages', handled)}: ${fates.join(', ')}`,
    than ? text('dry.words.instead', { alerts, before: number(running.alerts_opened) }) : alerts,
    ...(different > 0 ? [counted('dry.words.different', different)] : []),
  ].join('; ');
}

/** A row of what became of the messages. */
export interface CountRow {
  what: string;
  tried: string;
  /** undefined: there is nothing to compare with. */
  running: string | undefined;
  isDifferent: boolean;
}

/** What became of the messages in both versions; what happened in neither is left out. */
export function countRows({ tried, running }: DryRunResult): CountRow[] {
  const row = (key: MessageKey, count: (side: DryRunSide) => number, isAlways = false): CountRow[] => {
    const [one, other] = [count(tried), running ? count(running) : undefined];
    if (!isAlways && one === 0 && (other ?? 0) === 0) return [];
    return [
      {
        what: text(key),
        tried: number(one),
        running: other === undefined ? undefined : number(other),
        isDifferent: other !== undefined && other !== one,
      },
    ];
  };
  return [
    ...row('dry.row.stored', ({ stored }) => stored, true),
    ...row('dry.row.made', ({ made }) => made),
    ...row('dry.row.rejected', ({ rejected }) => sum(rejected)),
    ...row('dry.row.aside', ({ set_aside: setAside }) => sum(setAside)),
    ...row('dry.row.let_go', ({ let_go: letGo }) => sum(letGo)),
    ...row('dry.row.waiting', ({ waiting }) => sum(waiting)),
    ...row('dry.row.alerts', ({ alerts_opened: opened }) => opened, true),
    ...row('dry.row.notices', ({ notices }) => notices, true),
    ...row('dry.row.commands', ({ commands }) => commands),
    ...row('dry.row.not_acted', ({ not_acted: notActed }) => sum(notActed)),
    ...row('dry.row.errors', ({ errors }) => sum(errors)),
  ];
}

/** Errors of nodes at which no message was set aside: those are told with the messages. */
const otherErrors = ({ errors, set_aside: setAside }: DryRunSide): DryRunSide['errors'] =>
  errors.filter(({ node_id: id }) => !setAside.some((place) => place.node_id === id));

/** What is to be known of single nodes of the version that is tried, in sentences. */
export const noteWords = ({ tried }: DryRunResult): string[] => [
  ...tried.problems,
  ...tried.set_aside.map(({ reason }) => reason),
  ...tried.rejected.map(({ reason, count }) => text('dry.note.rejected', { count: number(count), reason })),
  ...tried.let_go.map(({ node, reason, count }) => text('dry.note.let_go', { count: number(count), node, reason })),
  ...tried.waiting.map(({ node, count }) => text('dry.note.waiting', { count: number(count), node })),
  ...otherErrors(tried).map(({ node, text: error, count }) =>
    text('dry.note.error', { count: number(count), node, error }),
  ),
  ...tried.not_acted.map(({ node, count }) => text('dry.note.not_acted', { count: number(count), node })),
];

/** What an alert is about. */
export const alertTitle = ({ plant_id: id, metric }: DryRunAlert, plants: Readonly<Record<string, Plant>>): string =>
  [id === null ? undefined : (plants[id]?.name ?? id), metric === null ? text('dry.alert.silent') : metricName(metric)]
    .filter(Boolean)
    .join(' · ');

/** The values of a reading, or that it is not stored. */
export const valueWords = (values: DryRunDifference['tried']): string =>
  values === null
    ? text('dry.value.none')
    : METRIC_NAMES.flatMap((metric) => {
        const value = values[metric];
        return value === undefined ? [] : [`${metricName(metric)} ${formatValue(metric, value)}`];
      }).join(', ');
