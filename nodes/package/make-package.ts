/** Makes the npm package with which the nodes work in a Node-RED that is not PlantOps' own. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@plantops/shared/settings/display.ts';
import { rolldown } from 'rolldown';
import { outsideNodes } from '../outside/palette.ts';
import { SERVER_TYPE } from '../outside/server-node.ts';
import own from '../package.json' with { type: 'json' };
import { helpFileOf } from '../registry.ts';
import type { NodeFacts, OutsideUse } from '../runtime/define-node.ts';
import { writeEditorFiles } from '../runtime/editor-files.ts';
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

const readText = (...place: string[]): string => readFileSync(path.join(NODES, ...place), 'utf8').trim();

/** What a node is for, and its details: of `outside.md` where it differs outside of PlantOps, else of `help.md`. */
function helpOf(type: string, language: Language): string | undefined {
  const inside = helpFileOf(type, language);
  const outside = inside.replace(/help(?=\.)/, 'outside');
  const file = [outside, inside].find((one) => existsSync(path.join(NODES, one)));
  return file && readText(file);
}

const summaryOf = (help: string): string => (help.split(/\n\n/)[0] ?? '').replaceAll('\n', ' ');

/** The README, with a line for each node where the template has a comment. */
export function readmeText(): string {
  const lineOf = ({ type, label }: NodeFacts): string =>
    `- **${label.en}** (\`${type}\`): ${summaryOf(helpOf(type, 'en') ?? '')}`;
  const listOf = (isListed: (use: OutsideUse) => boolean): string =>
    outsideNodes
      .map(({ definition }) => definition)
      .filter(({ outside = 'alone' }) => isListed(outside))
      .map(lineOf)
      .join('\n');
  return `${readText('package', 'README.md')}\n`
    .replace(
      '<!-- nodes that work alone -->',
      listOf((use) => use !== 'server'),
    )
    .replace(
      '<!-- nodes that need a server -->',
      listOf((use) => use === 'server'),
    );
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
  mkdirSync(dist, { recursive: true });
  const modules = await bundle(path.join(dist, 'lib', 'palette.js'));

  for (const type of PACKAGE_TYPES)
    writeFileSync(path.join(dist, `${type}.js`), `module.exports = require('./lib/palette.js').load('${type}');\n`);
  for (const { definition } of outsideNodes)
    writeEditorFiles(definition, { dist, packageName: PACKAGE_NAME, help: helpOf, outside: true });
  cpSync(path.join(NODES, 'outside', 'server-node'), dist, { recursive: true });

  const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);
  write('package.json', `${JSON.stringify(packageManifest(options), null, 2)}\n`);
  write('README.md', readmeText());
  write('THIRD-PARTY-LICENSES.txt', licencesText(modules));
  cpSync(path.join(NODES, '..', 'LICENSE'), path.join(folder, 'LICENSE'));
  cpSync(path.join(import.meta.dirname, 'examples'), path.join(folder, 'examples'), { recursive: true });
}
