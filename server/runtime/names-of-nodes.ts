import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** Names in a folder, and in what is below it; none where it is not there or may not be read. */
function namesIn(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive }).map((name) => path.basename(String(name)));
  } catch {
    return [];
  }
}

/**
 * The names of all files and packages that hold nodes: those of Node-RED, of PlantOps, and what the owner has put or installed in
 * `userDir`. Without them Node-RED would look for nodes in each of the hundreds of packages that PlantOps is made of.
 */
export function namesOfNodes(userDir: string): string[] {
  const core = path.join(path.dirname(createRequire(require.resolve('node-red')).resolve('@node-red/nodes')), 'core');
  const installed = path.join(userDir, 'node_modules');
  const packages = namesIn(installed);
  return [
    ...namesIn(core, true).filter((name) => name.endsWith('.js')),
    // Of `@plantops/nodes`: the scope has no part in this.
    'nodes',
    ...packages,
    ...packages.filter((name) => name.startsWith('@')).flatMap((scope) => namesIn(path.join(installed, scope))),
    ...namesIn(path.join(userDir, 'nodes'), true),
  ];
}
