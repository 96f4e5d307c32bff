/** Writes the `node-red` section of nodes/package.json from the registry: part of `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { nodeRedManifest } from '@plantops/nodes/runtime/manifest.ts';

const target = new URL('../../nodes/package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(target, 'utf8')) as Record<string, unknown>;
writeFileSync(target, `${JSON.stringify({ ...manifest, 'node-red': nodeRedManifest() }, null, 2)}\n`);
