/**
 * Writes `nodes/dist`. Each node gets the file that Node-RED loads, its editor file and its icon. The file to load is a
 * one-line `.cjs` that requires the TypeScript, because Node-RED derives a node's `.html` from that name. Takes a few
 * milliseconds.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const script = readFileSync(new URL('editor/refused-deploy.js', pack), 'utf8');
writeFileSync(new URL('plantops-refused-deploy.html', dist), `<script type="text/javascript">\n${script}</script>\n`);
