/**
 * `make flows-export TO=folder`: writes the flows of a running server, one readable file a tab. The same flows make the
 * same files, so a git repository shows what changed.
 */
import path from 'node:path';
import { readFlowFiles, writeFlowFiles } from '../runtime/flow-files.ts';
import { CommandError, given, newestVersion, readVersion, runCommand, serverFromEnvironment } from './flows-api.ts';

/** The version that is asked for; undefined: the newest. @throws CommandError if it is no number */
function versionFromEnvironment(): number | undefined {
  const version = given('VERSION');
  if (version === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(version)) throw new CommandError(`VERSION must be a number; it is "${version}"`);
  return Number(version);
}

/** Files of tabs that are no more are removed, so every JSON file of the folder must be one of flows. */
function assertForFlows(folder: string): void {
  try {
    readFlowFiles(folder);
  } catch (failure) {
    throw new CommandError(
      `${(failure as Error).message}. Give a folder that holds nothing but flows, such as ${path.join(folder, 'flows')}`,
      { cause: failure },
    );
  }
}

runCommand(async () => {
  const to = given('TO');
  if (to === undefined) throw new CommandError('Say where to: make flows-export TO=folder');
  const folder = path.resolve(to);
  assertForFlows(folder);
  const server = serverFromEnvironment();
  const { number, flows } = await readVersion(server, versionFromEnvironment() ?? (await newestVersion(server)));
  writeFlowFiles(folder, flows);
  return `Version ${number} is in ${folder}, a file for each tab.`;
});
