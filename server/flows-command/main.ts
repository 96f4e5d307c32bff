#!/usr/bin/env node
/** `plantops-flows`: checks and tests flows in files, without a server, a database or a broker. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@plantops/shared/clock.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { DryProcess } from '../runtime/dry-process.ts';
import { filesOfNodes, readFlowFiles } from '../runtime/flow-files.ts';
import { faultsOf } from '../runtime/flow-gate.ts';
import { runTests, type TestResult } from './run-tests.ts';
import { BadFileError, readTestFiles } from './test-file.ts';

const HELP = `plantops-flows check [folder]   says what keeps the flows in a folder from running
plantops-flows test [folder]    runs the tests beside them, in files named *.test.json

The folder is flows/ if none is given; it holds a file for each tab, as "make flows-export" writes them.
Nothing is stored or sent, and no server is needed. Ends with 1 if something is wrong, with 2 if it was called wrongly.
docs/flows.md says what a file of tests holds.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

/** @throws BadFileError if there are no flows */
function readFlows(folder: string): FlowNode[] {
  if (!existsSync(folder)) throw new BadFileError(`There is no folder ${folder}`);
  let flows: FlowNode[];
  try {
    flows = readFlowFiles(folder);
  } catch (failure) {
    throw new BadFileError((failure as Error).message, { cause: failure });
  }
  if (flows.length === 0) throw new BadFileError(`There are no flows in ${folder}: it has no file of a tab`);
  return flows;
}

/** Says what keeps flows from running. @returns whether nothing does */
function check(folder: string, flows: readonly FlowNode[]): boolean {
  const files = filesOfNodes(folder);
  // Which nodes an owner has installed is not known here.
  const faults = faultsOf(flows, undefined);
  for (const { nodeId, text } of faults) {
    const file = nodeId === undefined ? undefined : files.get(nodeId);
    complain(`${file === undefined ? folder : path.relative('', file)}: ${text}`);
  }
  return faults.length === 0;
}

/** The nodes are built by a server's start; here there may have been none. */
async function buildNodes(): Promise<void> {
  const nodes = new URL('../../nodes/', import.meta.url);
  if (!existsSync(new URL('dist/', nodes))) await import(new URL('runtime/build.ts', nodes).href);
}

function tell({ file, name, differences }: TestResult): void {
  const test = `${path.relative('', file)}: ${name}`;
  if (differences.length === 0) say(`passed  ${test}`);
  else complain([`failed  ${test}`, ...differences.map((difference) => `          ${difference}`)].join('\n'));
}

/** @returns whether all tests passed */
async function test(folder: string, flows: FlowNode[]): Promise<boolean> {
  const files = readTestFiles(folder);
  if (files.length === 0) throw new BadFileError(`There are no tests in ${folder}: their files are named *.test.json`);
  await buildNodes();
  const failed: TestResult[] = [];
  let count = 0;
  await runTests(
    flows,
    files,
    () => new DryProcess({ clock: systemClock }),
    (result) => {
      count += 1;
      if (result.differences.length > 0) failed.push(result);
      tell(result);
    },
  );
  say(failed.length === 0 ? `All ${count} tests passed.` : `${failed.length} of ${count} tests failed.`);
  return failed.length === 0;
}

async function main([command, folder = 'flows', ...rest]: string[]): Promise<number> {
  if (command === '--help' || command === '-h' || command === 'help') {
    say(HELP);
    return 0;
  }
  if ((command !== 'check' && command !== 'test') || rest.length > 0 || folder.startsWith('-')) {
    complain(HELP);
    return 2;
  }
  try {
    const flows = readFlows(folder);
    if (!check(folder, flows)) return 1;
    if (command === 'test') return (await test(folder, flows)) ? 0 : 1;
    say(`The flows in ${folder} can run.`);
    return 0;
  } catch (failure) {
    if (!(failure instanceof BadFileError)) throw failure;
    complain(failure.message);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
