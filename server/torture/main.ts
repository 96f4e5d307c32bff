/**
 * Breaks PlantOps on purpose, case by case, and says whether what is required holds. See docs/operate.md.
 *
 *   node server/torture/main.ts [--form short|long|trial] [--only server-killed,disk-full] [--out test-results/torture]
 *
 * `--only` names the cases, see cases.ts. Ctrl-C ends it, and whatever it has started.
 * Prints a report as Markdown, and leaves it in the folder `--out` as `report.md`, with everything that was seen as JSON.
 * Ends with 1 if a case falls short.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type CaseName, CASES } from './cases.ts';
import { type FormName, FORMS } from './forms.ts';
import { markdown, type Results } from './report.ts';
import { Torture } from './torture.ts';

const { values } = parseArgs({
  options: {
    form: { type: 'string', default: 'short' },
    only: { type: 'string', default: Object.keys(CASES).join(',') },
    out: { type: 'string', default: 'test-results/torture' },
  },
});

/** Ends the program before anything is broken. */
function refuse(message: string): never {
  process.stderr.write(`torture: ${message}\n`);
  process.exit(2);
}

if (!Object.hasOwn(FORMS, values.form)) refuse(`--form must be one of ${Object.keys(FORMS).join(', ')}`);
if (process.platform !== 'linux')
  refuse('processes are watched in /proc, which only Linux has: run it on a Linux machine');
const names = values.only.split(',');
if (!names.every((name) => Object.hasOwn(CASES, name)))
  refuse(`--only must name some of ${Object.keys(CASES).join(', ')}, with commas between`);
const torture = new Torture();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => void torture.clear().finally(() => process.exit(code)));
const startedAtMs = performance.now();
const tell = (progress: string): void => {
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0).padStart(5);
  process.stderr.write(`torture: ${seconds} s  ${progress}\n`);
};
let results: Results;
try {
  results = await torture.run(values.form as FormName, names as CaseName[], tell);
} finally {
  await torture.clear();
}
const report = markdown(results);
mkdirSync(values.out, { recursive: true });
writeFileSync(path.join(values.out, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
writeFileSync(path.join(values.out, 'report.md'), report);
process.stdout.write(report);
process.exit(results.lines.some(({ verdict }) => verdict === 'falls short') ? 1 : 0);
