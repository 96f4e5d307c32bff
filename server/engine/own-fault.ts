/** Folders of PlantOps' own code. A function node's frames have the name of the node in place of a file. */
const OWN_CODE = /[\\/](?:server|nodes|shared)[\\/][\w./\\-]+\.ts\b/;
const FUNCTION_FRAME = /Function node:([\w.-]+)/;

const stackOf = (failure: unknown): string => (failure instanceof Error ? (failure.stack ?? '') : '');

/** The id of the function node that a failure comes from; undefined for any other. */
export const functionNodeOf = (failure: unknown): string | undefined => FUNCTION_FRAME.exec(stackOf(failure))?.[1];

/** Whether the innermost code that is not Node.js' own is PlantOps' own. */
export function isOwnFault(failure: unknown): boolean {
  const [innermost = ''] = stackOf(failure)
    .split('\n')
    .slice(1)
    .filter((line) => !line.includes('(node:') && !line.includes('at node:'));
  return OWN_CODE.test(innermost) && !innermost.includes('node_modules');
}
