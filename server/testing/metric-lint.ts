/** The rules by which `promtool check metrics` judges names, after Prometheus' promlint; promtool itself is 90 MB. */

const BASE_UNITS = [
  'amperes',
  'bytes',
  'celsius',
  'grams',
  'joules',
  'kelvin',
  'meters',
  'metres',
  'moles',
  'seconds',
  'volts',
];
const OTHER_UNITS: Readonly<Record<string, string>> = {
  minutes: 'seconds',
  hours: 'seconds',
  days: 'seconds',
  weeks: 'seconds',
  kelvins: 'kelvin',
  fahrenheit: 'celsius',
  rankine: 'celsius',
  inches: 'meters',
  yards: 'meters',
  miles: 'meters',
  bits: 'bytes',
  calories: 'joules',
  pounds: 'grams',
  ounces: 'grams',
};
const PREFIXES =
  /^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi)(?=[a-z])/;
const ABBREVIATIONS = ['s', 'ms', 'us', 'ns', 'sec', 'b', 'kb', 'mb', 'gb', 'tb', 'pb', 'm', 'h', 'd'];
const TYPES = ['counter', 'gauge', 'summary', 'untyped', 'histogram'];

interface Family {
  name: string;
  type: string;
  help: string;
  labels: ReadonlySet<string>;
}

/** The metrics of a text that Prometheus reads. */
function familiesOf(text: string): Family[] {
  const helps = new Map<string, string>();
  for (const [, name = '', help = ''] of text.matchAll(/^# HELP (\S+) ?(.*)$/gm)) helps.set(name, help);
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => {
    const series = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name}_`));
    const labels = series.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label));
    return { name, type, help: helps.get(name) ?? '', labels: new Set(labels) };
  });
}

const hasPart = (name: string, part: string): boolean => name.includes(`_${part}_`) || name.endsWith(`_${part}`);

function unitFault(name: string): string | undefined {
  for (const part of name.split('_')) {
    const unit = part.replace(PREFIXES, '');
    const base = BASE_UNITS.includes(unit) ? unit : OTHER_UNITS[unit];
    if (base !== undefined && part !== base) return `use base unit "${base}" instead of "${part}"`;
  }
  return undefined;
}

function faultsOf({ name, type, help, labels }: Family): string[] {
  const isDistribution = type === 'histogram' || type === 'summary';
  const faults = [
    help === '' && 'no help text',
    unitFault(name),
    type === 'counter' && !name.endsWith('_total') && 'counter metrics should have "_total" suffix',
    type !== 'counter' && name.endsWith('_total') && 'non-counter metrics should not have "_total" suffix',
    type !== 'histogram' && name.endsWith('_bucket') && 'non-histogram metrics should not have "_bucket" suffix',
    !isDistribution && /_(?:count|sum)$/.test(name) && 'only histograms and summaries may end with "_count" or "_sum"',
    type !== 'histogram' && labels.has('le') && 'non-histogram metrics should not have "le" label',
    type !== 'summary' && labels.has('quantile') && 'non-summary metrics should not have "quantile" label',
    TYPES.some((word) => hasPart(name, word)) && 'names should not include the type',
    name.includes(':') && 'names should not contain ":"',
    [name, ...labels].some((word) => /[a-z][A-Z]/.test(word)) && 'names and labels should be in snake_case',
    ABBREVIATIONS.some((unit) => hasPart(name, unit)) && 'names should not contain abbreviated units',
  ];
  return faults.filter((fault) => typeof fault === 'string').map((fault) => `${name}: ${fault}`);
}

/** What promtool would complain of. */
export const metricFaults = (text: string): string[] => familiesOf(text).flatMap(faultsOf);
