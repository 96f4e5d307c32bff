/** Folders of PlantOps' own code. A function node's frames have the name of the node in place of a file. */
const OWN_CODE = /[\\/](?:server|nodes|shared)[\\/][\w./\\-]+\.ts\b/;
const FUNCTION_FRAME = /Function node:([\w.-]+)/;

/** An error of a function node is of another realm, so it is no instance of this one's `Error`. */
function stackOf(failure: unknown): string {
  const { stack } = (failure ?? {}) as { stack?: unknown };
  return typeof stack === 'string' ? stack : '';
}

/** The text of a failure of any kind. */
export function messageOf(failure: unknown): string {
  const { message } = (failure ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(failure);
}

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
