/**
 * `make flows-import FROM=folder NOTE="why"`: deploys the flows of a folder on a running server, in place of all that run.
 * They are checked first, as in the editor.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type FlowNode, readFlowFiles } from '../runtime/flow-files.ts';
import { CommandError, deployVersion, given, newestVersion, runCommand, serverFromEnvironment } from './flows-api.ts';

/** @throws CommandError if the folder holds no flows */
function flowsIn(folder: string): FlowNode[] {
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}`);
  let flows: FlowNode[];
  try {
    flows = readFlowFiles(folder);
  } catch (failure) {
    throw new CommandError((failure as Error).message, { cause: failure });
  }
  if (flows.length === 0)
    throw new CommandError(`${folder} holds no flows: make flows-export TO=${folder} writes those that run`);
  return flows;
}

runCommand(async () => {
  const from = given('FROM');
  if (from === undefined) throw new CommandError('Say where from: make flows-import FROM=folder NOTE="why"');
  const flows = flowsIn(path.resolve(from));
  const server = serverFromEnvironment();
  const before = await newestVersion(server);
  const { number, text } = await deployVersion(server, flows, given('NOTE'));
  return number === before
    ? `Version ${number} runs already with these flows.`
    : `Version ${number} runs now. ${text}.`;
});
