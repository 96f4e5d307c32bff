/**
 * Measures PlantOps beside the least that any program could do and beside a stock Node-RED flow. See docs/performance.md.
 *
 *   node server/bench/main.ts [--form short|long|trial] [--only readings,years,lists,devices,room]
 *     [--out test-results/bench] [--page docs/performance.md]
 *
 * `--only` names the parts to measure, see parts.ts.
 * Ctrl-C ends it, and whatever it has started.
 * Prints the table as Markdown. In the folder `--out` it leaves the table and everything that was measured as JSON.
 * With `--page`, the table in that page is replaced.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bench } from './bench.ts';
import { type FormName, FORMS } from './forms.ts';
import { replaceMarked } from './marked-page.ts';
import { type PartName, PARTS } from './parts.ts';
import { Place } from './place.ts';
import { markdown } from './report.ts';

const { values } = parseArgs({
  options: {
    form: { type: 'string', default: 'short' },
    out: { type: 'string', default: 'test-results/bench' },
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    page: { type: 'string' },
  },
});

/** Ends the program before anything is measured. */
function refuse(message: string): never {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

if (!Object.hasOwn(FORMS, values.form)) refuse(`--form must be one of ${Object.keys(FORMS).join(', ')}`);
if (process.platform !== 'linux')
  refuse('processor time and memory are read from /proc, which only Linux has: measure on a Linux machine');
const parts = values.only.split(',');
if (!parts.every((part) => Object.hasOwn(PARTS, part)))
  refuse(`--only must name some of ${Object.keys(PARTS).join(', ')}, with commas between`);
const place = new Place();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => void place.remove().finally(() => process.exit(code)));
const startedAtMs = performance.now();
const results = await bench(values.form as FormName, parts as PartName[], place, (progress) => {
  process.stderr.write(`bench: ${((performance.now() - startedAtMs) / 1000).toFixed(0).padStart(4)} s  ${progress}\n`);
});
const table = markdown(results);
mkdirSync(values.out, { recursive: true });
writeFileSync(path.join(values.out, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
writeFileSync(path.join(values.out, 'table.md'), table);
if (values.page !== undefined) replaceMarked(values.page, 'bench', table);
process.stdout.write(table);
