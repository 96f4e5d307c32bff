/** Makes the table of what was measured. */
import { CONTESTANTS, type ContestantName, type Figure } from './figures.ts';
import { isBusy, type Machine } from './machine.ts';
import { summarise } from './statistics.ts';

/** Everything that a run of the bench found; its JSON. */
export interface Results {
  /** When it began, ISO 8601. */
  madeAt: string;
  commit: string | undefined;
  /** The name of the form, and what one round of it did. */
  form: string;
  rounds: number;
  machine: Machine;
  figures: Figure[];
}

const NAMES = Object.keys(CONTESTANTS) as ContestantName[];

/** With as many digits as the size deserves: 14,200, 320, 9.4, 0.46. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 20 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  // Three significant digits are more than three rounds can vouch for.
  const rounded = value >= 1000 ? Number(value.toPrecision(3)) : value;
  return rounded.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

/** The median and, where rounds differ, the least and the greatest value. */
function cell(values: readonly number[] | undefined): string {
  if (!values || values.length === 0) return '';
  const { median, least, greatest } = summarise(values);
  const [low, high] = [formatNumber(least), formatNumber(greatest)];
  return low === high ? formatNumber(median) : `${formatNumber(median)} (${low}–${high})`;
}

const labelOf = ({ label, unit }: Figure): string => (unit === '' ? label : `${label}, ${unit}`);

function ratio({ values }: Figure, to: ContestantName): string {
  const [own, other] = [values.plantops, values[to]];
  return own && other ? formatNumber(summarise(own).median / summarise(other).median) : '';
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n');
}

/** A table with an empty line above it; nothing if there are no rows. */
const section = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', table(head, rows)];

/** The tables as Markdown: what all contestants did, then what only PlantOps does. */
export function markdown({ madeAt, commit, form, rounds, machine, figures }: Results): string {
  const isCompared = ({ values }: Figure): boolean => values.limit !== undefined || values.stock !== undefined;
  const compared = figures.filter(isCompared);
  const alone = figures.filter((figure) => !isCompared(figure));
  const { processor, cores, memoryMb, system, node, loadBefore } = machine;
  return [
    `Made on ${madeAt.slice(0, 10)}${commit === undefined ? '' : ` of commit ${commit}`}, ${form} form, median of ${rounds} (least–greatest) where they differ.`,
    `Machine: ${processor}, ${cores} cores, ${formatNumber(memoryMb / 1024)} GB; ${system}; Node.js ${node}.`,
    isBusy(machine)
      ? `**The machine was busy** (load ${loadBefore} before the bench began): compare the columns, not the figures with others.`
      : `The machine was quiet (load ${loadBefore} before the bench began).`,
    ...section(
      ['', ...NAMES.map((name) => CONTESTANTS[name]), 'PlantOps ÷ limit', 'PlantOps ÷ stock flow'],
      compared.map((figure) => [
        labelOf(figure),
        ...NAMES.map((name) => cell(figure.values[name])),
        ratio(figure, 'limit'),
        ratio(figure, 'stock'),
      ]),
    ),
    ...section(
      ['PlantOps alone', ''],
      alone.map((figure) => [labelOf(figure), cell(figure.values.plantops)]),
    ),
    '',
  ].join('\n');
}
