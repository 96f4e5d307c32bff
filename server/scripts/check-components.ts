/**
 * Judges the dashboard by the fast type checker, and the scripts of its components by the fast linter, neither of which reads
 * .vue files: what vue-tsc makes of a component is written as TypeScript and judged there, and what is found is told at its
 * place in the component. That takes a third of the time of vue-tsc and of the rules of ESLint that need types.
 *
 * Usage: node server/scripts/check-components.ts [folder], by default `ui`. Ends with 1 if something is found.
 */
import { execFile } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type {} from '@volar/typescript';
import type * as language from '@vue/language-core';
import type * as typescript from 'typescript';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** What is off for the dashboard's other files, too (.oxlintrc.json says why). */
const OFF = [
  'dynamic-delete',
  ...['argument', 'assignment', 'call', 'member-access', 'return'].map((of) => `unsafe-${of}`),
];

/** What vue-tsc itself works with. */
const require = createRequire(path.join(ROOT, 'node_modules', 'vue-tsc', 'index.js'));
const vue = require('@vue/language-core') as typeof language;
const ts = require('typescript') as typeof typescript;

/** A part of what was written that is also in the component. */
interface Part {
  from: number;
  to: number;
  /** Where it begins in the component. */
  source: number;
  isTold: (code: string) => boolean;
}

interface Component {
  file: string;
  text: string;
  /** The TypeScript that stands for it. What is in none of the parts was made up. */
  written: string;
  parts: Part[];
  /** Where its scripts are. */
  scripts: { startTagEnd: number; endTagStart: number }[];
}

/** Something that was found, in a file that was written or in one of the sources. Lines and columns begin with 1. */
interface Finding {
  file: string;
  line: number;
  column: number;
  /** The number of the error, or the name of the rule. */
  code: string;
  message: string;
}

/** Writes all components as TypeScript into a folder. @returns them by the file that stands for them */
function writeComponents(ui: string, folder: string): Map<string, Component> {
  const src = path.join(ui, 'src');
  const { vueOptions, options } = vue.createParsedCommandLine(ts, ts.sys, path.join(ui, 'tsconfig.json'));
  const plugin = vue.createVueLanguagePlugin<string>(ts, options, vueOptions, (file) => file);
  const components = new Map<string, Component>();
  for (const name of globSync('**/*.vue', { cwd: src })) {
    const file = path.join(src, name);
    const text = readFileSync(file, 'utf8');
    const code = plugin.createVirtualCode?.(file, 'vue', ts.ScriptSnapshot.fromString(text), {
      getAssociatedScript: () => undefined,
    });
    const made = code && plugin.typescript?.getServiceScript(code)?.code;
    if (!made) throw new Error(`vue-tsc does not read ${file}`);
    const written = made.snapshot.getText(0, made.snapshot.getLength());
    const to = path.join(folder, `${name}.ts`);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, written);
    const { script, scriptSetup } = code.ir;
    const scripts = [script, scriptSetup].filter((block) => block !== undefined);
    components.set(to, { file, text, written, parts: partsOf(made.mappings), scripts });
  }
  const config = {
    extends: path.join(ui, 'tsconfig.json'),
    // An import of a component finds what stands for it.
    compilerOptions: { rootDirs: [src, '.'] },
    include: [`${src}/**/*.ts`, `${ui}/*.ts`, '**/*.ts'],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const off = Object.fromEntries(OFF.map((rule) => [`typescript/no-${rule}`, 'off']));
  const linter = { extends: [path.join(ROOT, '.oxlintrc.json')], rules: off };
  writeFileSync(path.join(folder, 'oxlint.json'), JSON.stringify(linter));
  return components;
}

const partsOf = (mappings: language.VueVirtualCode['mappings']): Part[] =>
  mappings.flatMap(({ sourceOffsets, generatedOffsets, lengths, generatedLengths, data: { verification } }) =>
    generatedOffsets.map((from, index) => ({
      from,
      to: from + ((generatedLengths ?? lengths)[index] ?? 0),
      source: sourceOffsets[index] ?? 0,
      isTold: (code) =>
        typeof verification === 'object' ? (verification.shouldReport?.('ts', code) ?? true) : verification === true,
    })),
  );

function offsetOf(text: string, { line, column }: Finding): number {
  let from = 0;
  for (let nth = 1; nth < line; nth += 1) from = text.indexOf('\n', from) + 1;
  return from + column - 1;
}

/** Where in the component it is; undefined if it is about something that was made up. */
function offsetIn(component: Component, finding: Finding): number | undefined {
  const offset = offsetOf(component.written, finding);
  const part = component.parts.find(({ from, to, isTold }) => offset >= from && offset <= to && isTold(finding.code));
  return part && part.source + offset - part.from;
}

/** Runs a program of the project. @returns what it prints; it fails where it finds something */
const run = (program: string, ...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const command = [path.join(ROOT, 'node_modules', program), ...args];
    execFile(process.execPath, command, { cwd: ROOT, maxBuffer: 2 ** 30 }, (_, printed) => resolve(printed));
  });

/** Errors of types, of all of the dashboard: the files beside the components see their types. */
async function typeErrors(folder: string): Promise<Finding[]> {
  const printed = await run('typescript-7/bin/tsc', '-p', folder, '--singleThreaded', '--pretty', 'false');
  const findings: Finding[] = [];
  for (const text of printed.split('\n').filter((line) => line !== '')) {
    const found = /^(\S.*)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(text);
    const last = findings.at(-1);
    if (found) {
      const [, file = '', line, column, code = '', message = ''] = found;
      findings.push({ file: path.resolve(ROOT, file), line: Number(line), column: Number(column), code, message });
    } else if (last) last.message += `\n${text}`;
    else throw new Error(printed);
  }
  return findings;
}

interface LinterReport {
  diagnostics: {
    message: string;
    code: string;
    filename: string;
    labels: { span: { line: number; column: number } }[];
  }[];
}

/** What the linter says of what was written, much of which is about what was made up. */
async function lintErrors(folder: string): Promise<Finding[]> {
  const printed = await run(
    'oxlint/bin/oxlint',
    '--type-aware',
    '-c',
    path.join(folder, 'oxlint.json'),
    '-f',
    'json',
    folder,
  );
  return (JSON.parse(printed) as LinterReport).diagnostics.map(({ message, code, filename, labels: [label] }) => ({
    file: path.resolve(ROOT, filename),
    line: label?.span.line ?? 1,
    column: label?.span.column ?? 1,
    code,
    message,
  }));
}

const inScript = ({ scripts }: Component, at: number): boolean =>
  scripts.some(({ startTagEnd, endTagStart }) => at >= startTagEnd && at < endTagStart);

/** Judges a dashboard, by way of files in a folder. @returns what was found, a line each */
async function faultsOf(ui: string, folder: string): Promise<string[]> {
  const components = writeComponents(ui, folder);
  const told = new Set<string>();
  const tell = (file: string, line: number, column: number, what: string): unknown =>
    told.add(`${path.relative(ROOT, file)}:${line}:${column}: ${what}`);
  const tellIn = ({ file, text }: Component, at: number, what: string): void => {
    const lines = text.slice(0, at).split('\n');
    tell(file, lines.length, (lines.at(-1) ?? '').length + 1, what);
  };
  const errors = await typeErrors(folder);
  for (const error of errors) {
    const { file, line, column, code, message } = error;
    const component = components.get(file);
    const at = component && offsetIn(component, error);
    if (!component) tell(file, line, column, `TS${code}: ${message}`);
    else if (at !== undefined) tellIn(component, at, `TS${code}: ${message}`);
    // What is no TypeScript hides all errors of types, here and elsewhere.
    else if (/^1\d{3}$/.test(code)) tellIn(component, 0, `vue-tsc makes no TypeScript of it: TS${code}: ${message}`);
  }
  // The linter does not read it either.
  if (errors.some(({ code }) => /^1\d{3}$/.test(code))) return [...told];
  for (const fault of await lintErrors(folder)) {
    const component = components.get(fault.file);
    const at = component && offsetIn(component, fault);
    // ESLint judges the rest, because it knows what the template uses.
    if (!fault.code.startsWith('typescript(') || !component || at === undefined || !inScript(component, at)) continue;
    tellIn(component, at, `${fault.code}: ${fault.message}`);
  }
  return [...told];
}

// As deep in a place as `ui/src`, with the same packages above it.
const place = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'plantops-components-')));
try {
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(place, 'node_modules'));
  const folder = path.join(place, 'ui', 'components');
  mkdirSync(folder, { recursive: true });
  const faults = await faultsOf(path.resolve(process.argv[2] ?? path.join(ROOT, 'ui')), folder);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(place, { recursive: true, force: true });
}
