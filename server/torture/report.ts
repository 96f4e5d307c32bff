/** Makes the report of a run as Markdown. */
import { isBusy, type Machine } from '../bench/machine.ts';

/** How a case went. */
export interface Line {
  name: string;
  what: string;
  required: string;
  seen: string;
  /** `cannot be seen here`: this machine lacks what the case needs, which `seen` says. */
  verdict: 'holds' | 'falls short' | 'cannot be seen here';
  /** Why it falls short. */
  short: readonly string[];
  seconds: number;
}

export interface Results {
  /** When it began, ISO 8601. */
  madeAt: string;
  commit: string | undefined;
  form: string;
  machine: Machine;
  lines: readonly Line[];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

const verdictOf = ({ verdict, short }: Line): string =>
  verdict === 'falls short' ? `**falls short**: ${short.join('; ')}` : verdict;

export function markdown({ madeAt, commit, form, machine, lines }: Results): string {
  const count = (wanted: Line['verdict']): number => lines.filter(({ verdict }) => verdict === wanted).length;
  const unseen = count('cannot be seen here');
  return [
    `Made on ${madeAt.slice(0, 10)}${commit === undefined ? '' : ` of commit ${commit}`}, ${form} form.`,
    `Machine: ${machine.processor}, ${machine.cores} cores; ${machine.system}; Node.js ${machine.node}.`,
    isBusy(machine)
      ? `**The machine was busy** (load ${machine.loadBefore} before the run began): times are longer than they need be.`
      : `The machine was quiet (load ${machine.loadBefore} before the run began).`,
    `Of ${lines.length} cases ${count('holds')} hold, ${count('falls short')} fall short${unseen > 0 ? `, and ${unseen} cannot be seen here` : ''}.`,
    '',
    '| case | what is done | required | seen | verdict | s |',
    '|---|---|---|---|---|--:|',
    ...lines.map(
      (line) =>
        `| ${[line.name, line.what, line.required, line.seen, verdictOf(line)].map(cell).join(' | ')} | ${line.seconds.toFixed(0)} |`,
    ),
    '',
  ].join('\n');
}
