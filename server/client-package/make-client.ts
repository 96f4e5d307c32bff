/** Makes the npm package with which TypeScript and JavaScript speak to a PlantOps server, from the OpenAPI document. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { SERVER_VERSION } from '../services/system/system-info.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const COMPILER = path.join(ROOT, 'node_modules', 'typescript-7', 'bin', 'tsc');

/** As libraries of Node.js and browsers are compiled: imports name files, and no types of anything else are needed. */
const COMPILED_SO = {
  compilerOptions: {
    strict: true,
    declaration: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    rootDir: '.',
    outDir: '../dist',
  },
  files: ['plantops.ts'],
};

/** @param repository where the sources are; undefined outside of a clone */
export const clientManifest = (repository?: string) => ({
  name: '@plantops/client',
  version: SERVER_VERSION,
  description:
    'Speaks to a PlantOps server: plants, readings, alerts, devices, with types of all requests and answers.',
  license: 'Apache-2.0',
  ...(repository !== undefined && {
    repository: { type: 'git', url: repository, directory: 'server/client-package' },
  }),
  keywords: ['plantops', 'plants', 'sensors', 'openapi', 'client'],
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
  exports: { '.': { types: './dist/plantops.d.ts', default: './dist/plantops.js' } },
  files: ['dist', 'README.md', 'LICENSE'],
});

/** Writes the package into a folder outside of node_modules, whose earlier content is removed. It has no dependencies. */
export async function makeClient(folder: string, repository?: string): Promise<void> {
  const source = path.join(folder, 'src');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await createClient({
    input: path.join(ROOT, 'ui', 'openapi.json'),
    output: { path: source, module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
  // The object whose address and token a program sets belongs to what it imports.
  writeFileSync(
    path.join(source, 'plantops.ts'),
    "export * from './index.js';\nexport { client } from './client.gen.js';\n",
  );
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(clientManifest(repository), null, 2)}\n`);
  const project = path.join(source, 'tsconfig.json');
  writeFileSync(project, JSON.stringify(COMPILED_SO));
  execFileSync(process.execPath, [COMPILER, '--project', project], { encoding: 'utf8' });
  rmSync(source, { recursive: true });
  cpSync(path.join(import.meta.dirname, 'README.md'), path.join(folder, 'README.md'));
  cpSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
}
