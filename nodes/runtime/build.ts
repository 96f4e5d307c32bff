/**
 * Writes `nodes/dist`. Each node gets the file that Node-RED loads, its editor file and its icon. The file to load is a
 * one-line `.cjs` that requires the TypeScript, because Node-RED derives a node's `.html` from that name. Takes a few
 * milliseconds.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { wiresScript } from '../editor/wires-script.ts';
import { folderOf, plantOpsNodes } from '../registry.ts';
import { editorHtml } from './editor-template.ts';

const pack = new URL('..', import.meta.url);
const dist = new URL('dist/', pack);

rmSync(dist, { recursive: true, force: true });
mkdirSync(new URL('icons/', dist), { recursive: true });
for (const { definition } of plantOpsNodes) {
  const folder = folderOf(definition.type);
  const help = readFileSync(new URL(`${folder}/help.md`, pack), 'utf8');
  writeFileSync(
    new URL(`${definition.type}.cjs`, dist),
    `module.exports = require('../${folder}/node.ts').default.register;\n`,
  );
  writeFileSync(new URL(`${definition.type}.html`, dist), editorHtml(definition, help));
  cpSync(new URL(`${folder}/icon.svg`, pack), new URL(`icons/${definition.type}.svg`, dist));
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
