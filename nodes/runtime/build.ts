/**
 * Writes `nodes/dist`. Each node gets the file that Node-RED loads, its editor file, its icon, and its texts and help in
 * each language. The file to load is a
 * one-line `.cjs` that requires the TypeScript, because Node-RED derives a node's `.html` from that name. Takes a few
 * milliseconds.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { scriptSource } from '../editor/script-source.ts';
import { fileURLToPath } from 'node:url';
import { wiresScript } from '../editor/wires-script.ts';
import { folderOf, helpFileOf, plantOpsNodes } from '../registry.ts';
import manifest from '../package.json' with { type: 'json' };
import { writeEditorFiles } from './editor-files.ts';

const pack = new URL('..', import.meta.url);
const dist = new URL('dist/', pack);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const { definition } of plantOpsNodes) {
  writeFileSync(
    new URL(`${definition.type}.cjs`, dist),
    `module.exports = require('../${folderOf(definition.type)}/node.ts').default.register;\n`,
  );
  writeEditorFiles(definition, {
    dist: fileURLToPath(dist),
    packageName: manifest.name,
    help: (type, language) => {
      const file = new URL(helpFileOf(type, language), pack);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
  });
}

/** Writes a plugin of the editor. @param before a script that defines what it uses */
function writePlugin(name: string, before = ''): void {
  const script = readFileSync(new URL(`editor/${name}.js`, pack), 'utf8');
  const lines = ['<script type="text/javascript">', ...(before ? [`(function () {\n${before}`] : []), script.trimEnd()];
  writeFileSync(
    new URL(`plantops-${name}.html`, dist),
    [...lines, ...(before ? ['})();'] : []), '</script>', ''].join('\n'),
  );
}
writePlugin('refused-deploy');
writePlugin('typed-wires', wiresScript());
writePlugin('dry-run');
writePlugin(
  'node-figures',
  `const words = (function () {\n${scriptSource('figure-words.ts')}\nreturn { labelOf };\n})();`,
);
