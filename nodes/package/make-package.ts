/** Makes the npm package with which the nodes work in a Node-RED that is not PlantOps' own. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { outsideNodes } from '../outside/palette.ts';
import { SERVER_TYPE } from '../outside/server-node.ts';
import own from '../package.json' with { type: 'json' };
import { folderOf } from '../registry.ts';
import { editorHtml } from '../runtime/editor-template.ts';
import { licencesText } from './licences.ts';

const NODES = path.join(import.meta.dirname, '..');
const PACKAGE_NAME = '@plantops/node-red-nodes';

/** The types that the package holds, the configuration node last. */
export const PACKAGE_TYPES: readonly string[] = [...outsideNodes.map(({ definition }) => definition.type), SERVER_TYPE];

export interface PackageOptions {
  /** Where the sources are, for package.json. */
  repository?: string | undefined;
}

/** The package.json of the package. It has no dependencies: their code is in it. */
export const packageManifest = ({ repository }: PackageOptions) => ({
  name: PACKAGE_NAME,
  version: own.version,
  description: own.description,
  license: own.license,
  ...(repository !== undefined && { repository: { type: 'git', url: repository, directory: 'nodes' } }),
  keywords: own.keywords,
  engines: { node: '>=22.9' },
  'node-red': {
    version: own['node-red'].version,
    nodes: Object.fromEntries(PACKAGE_TYPES.map((type) => [type, `dist/${type}.js`])),
  },
});

/** What the help says first: one sentence or two. */
const summaryOf = (help: string): string => (help.split('\n\n')[0] ?? '').replaceAll('\n', ' ');

/** The help of a node, with what is different outside of PlantOps if anything is. */
function helpOf(folder: string): string {
  const read = (file: string): string => readFileSync(path.join(NODES, folder, file), 'utf8').trim();
  const outside = existsSync(path.join(NODES, folder, 'outside.md')) ? read('outside.md') : undefined;
  return [read('help.md'), ...(outside === undefined ? [] : ['### Outside of PlantOps', outside])].join('\n\n');
}

const NEEDS = { alone: '', server: ' Needs a PlantOps server.', 'server or alone': '', 'inside only': '' } as const;

/** The README with a line for each node where the template says `<!-- nodes -->`. */
export function readmeText(): string {
  const lines = outsideNodes.map(({ definition: { type, label, outside = 'alone' } }) => {
    const help = readFileSync(path.join(NODES, folderOf(type), 'help.md'), 'utf8');
    return `- **${label}** (\`${type}\`): ${summaryOf(help)}${NEEDS[outside]}`;
  });
  const template = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8');
  return template.replace('<!-- nodes -->', lines.join('\n'));
}

/** Bundles the code of all nodes into one file of CommonJS. @returns the modules that are in it */
async function bundle(file: string): Promise<string[]> {
  const input = await rolldown({
    input: path.join(NODES, 'outside', 'palette.ts'),
    platform: 'node',
    transform: { target: 'node22' },
  });
  try {
    const { output } = await input.write({ file, format: 'cjs', codeSplitting: false });
    return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  } finally {
    await input.close();
  }
}

/** Writes the package into a folder, whose earlier content is removed. Takes less than a second. */
export async function makePackage(folder: string, options: PackageOptions = {}): Promise<void> {
  const dist = path.join(folder, 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(dist, 'icons'), { recursive: true });
  const modules = await bundle(path.join(dist, 'lib', 'palette.js'));

  for (const type of PACKAGE_TYPES)
    writeFileSync(path.join(dist, `${type}.js`), `module.exports = require('./lib/palette.js').load('${type}');\n`);
  for (const { definition } of outsideNodes) {
    const nodeFolder = folderOf(definition.type);
    const html = editorHtml(definition, helpOf(nodeFolder), { outside: true });
    writeFileSync(path.join(dist, `${definition.type}.html`), html);
    cpSync(path.join(NODES, nodeFolder, 'icon.svg'), path.join(dist, 'icons', `${definition.type}.svg`));
  }
  cpSync(path.join(NODES, 'outside', 'server-node.html'), path.join(dist, `${SERVER_TYPE}.html`));

  const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);
  write('package.json', `${JSON.stringify(packageManifest(options), null, 2)}\n`);
  write('README.md', readmeText());
  write('THIRD-PARTY-LICENSES.txt', licencesText(modules));
  cpSync(path.join(NODES, '..', 'LICENSE'), path.join(folder, 'LICENSE'));
  cpSync(path.join(import.meta.dirname, 'examples'), path.join(folder, 'examples'), { recursive: true });
}
