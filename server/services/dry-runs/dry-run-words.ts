/** A dry run in a sentence of plain English, for the API, the editor and the terminal. The dashboard has its own. Pure. */
import type { DryRunResult, DrySide } from '@plantops/shared/api/dry-runs.ts';

const number = (count: number): string => count.toLocaleString('en');
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const sum = (counts: readonly { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);

/** What became of readings or messages, each kind only where there are any. */
function fatesInWords(side: DrySide): string[] {
  return [
    `${number(side.stored)} stored`,
    ...side.set_aside.map(({ node, count }) => `${number(count)} set aside at ${node}`),
    ...(side.rejected.length > 0 ? [`${number(sum(side.rejected))} rejected`] : []),
    ...side.let_go.map(({ node, count }) => `${number(count)} let go at ${node}`),
    ...side.waiting.map(({ node, count }) => `${number(count)} still waiting in ${node}`),
  ];
}

/** What changes for the owner, compared with the version that runs. */
function comparisonInWords({
  tried,
  running,
  different,
}: Pick<DryRunResult, 'tried' | 'running' | 'different'>): string[] {
  const alerts = counted(tried.alerts_opened, 'alert');
  if (!running) return [alerts];
  return [
    tried.alerts_opened === running.alerts_opened
      ? `${alerts} as now`
      : `${alerts} instead of ${number(running.alerts_opened)}`,
    ...(different > 0 ? [`${counted(different, 'reading')} stored otherwise than now`] : []),
  ];
}

/**
 * Such as `1,440 readings: 1,438 stored, 2 set aside at function "calibrate" on the tab "Telemetry"; 12 alerts instead of
 * 3`.
 */
export function resultInWords(
  messages: number,
  result: Pick<DryRunResult, 'tried' | 'running' | 'different'>,
  what: 'reading' | 'message',
): string {
  const { tried } = result;
  const parts = [
    `${counted(messages, what)}: ${fatesInWords(tried).join(', ')}`,
    ...comparisonInWords(result),
    ...tried.not_acted.map(
      ({ node, count }) => `${node} would have acted ${count === 1 ? 'once' : `${number(count)} times`}`,
    ),
  ];
  const text = parts.join('; ');
  return tried.stopped === null ? text : `Stopped: ${tried.stopped}. Until then ${text}`;
}
